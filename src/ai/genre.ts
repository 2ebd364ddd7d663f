import card from "../../models/genre/card.json";
import file from "../../models/genre/model.onnx";
import type { ModelIdentity } from "./attributes.ts";
import { familiarity } from "./familiarity.ts";
import { readInputs, type SpreadDescriptors } from "./inputs.ts";
import { keepModel } from "./kept-model.ts";

/** What the model says of one recording. */
export interface GenrePrediction {
  /** All ten, likeliest first; the probabilities sum to 1. */
  labels: { label: string; probability: number }[];
  /** Whether the model would rather not say; the labels are there all the same. */
  abstained: boolean;
  /** Why it abstained. */
  why: string | null;
  /** From 0 to 1: top probability × familiarity; see the model's card. */
  confidence: number;
  model: ModelIdentity;
}

export interface GenreModel {
  /** Loads the model unless it is; resolves when it can be run. */
  load(): Promise<ModelIdentity>;
  /**
   * Estimates the genre of one recording.
   *
   * @throws InferenceError when a descriptor is missing or not finite
   */
  predict(descriptors: SpreadDescriptors): Promise<GenrePrediction>;
}

/** The genre model, loaded into the isolate on first use and then kept. */
export function createGenreModel(): GenreModel {
  const identity: ModelIdentity = { name: card.name, version: card.version };
  const loaded = keepModel(file);
  return {
    async load() {
      await loaded();
      return identity;
    },
    async predict(descriptors) {
      const input = readInputs(descriptors, card.inputs);
      const { probabilities, distance } = await (await loaded()).run(input, input.length);
      const labels = card.genres
        .map((label, index) => ({ label, probability: probabilities![index]! }))
        .sort((a, b) => b.probability - a.probability);
      const top = labels[0]!.probability;
      const familiar = familiarity(distance![0]!, card.distance);
      const confidence = top * familiar;
      const abstained = confidence < card.threshold;
      return { labels, abstained, why: abstained ? reason(top) : null, confidence, model: identity };
    },
  };
}

function reason(top: number): string {
  return top < card.threshold
    ? "no genre stands out"
    : "it sounds unlike anything the model has learned from";
}
