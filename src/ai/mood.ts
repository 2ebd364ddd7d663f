import card from "../../models/mood/card.json";
import file from "../../models/mood/model.onnx";
import type { ModelIdentity } from "./attributes.ts";
import { familiarity } from "./familiarity.ts";
import { readInputs, type SpreadDescriptors } from "./inputs.ts";
import { keepModel } from "./kept-model.ts";

/** The key of a recording, as far as the model reads it. */
export interface KeyMode {
  /** 1 is major, 0 minor. */
  mode: 0 | 1;
  /** From 0 to 1; 0 where there is no key. */
  confidence: number;
}

/** What the model says of one recording. */
export interface MoodPrediction {
  emotions: {
    name: string;
    /** Share of listeners who would feel it, 0 to 1. */
    share: number;
    /** Between these lies the share of four recordings in five. */
    low: number;
    high: number;
    /** From 0 to 1: R² of the emotion on unseen recordings × familiarity. */
    confidence: number;
  }[];
  /** Whether the recording is too unlike those that the model learned from. */
  abstained: boolean;
  why: string | null;
  /** The mean of the emotions' confidence. */
  confidence: number;
  model: ModelIdentity;
}

export interface MoodModel {
  /** Loads the model unless it is; resolves when it can be run. */
  load(): Promise<ModelIdentity>;
  /**
   * Estimates what listeners feel in one recording.
   *
   * @throws InferenceError when a descriptor or the key's confidence is missing or not finite
   */
  predict(descriptors: SpreadDescriptors, key: KeyMode): Promise<MoodPrediction>;
}

/** Familiarity below which the model abstains. */
const LEAST_FAMILIAR = 0.5;

/** The mood model, loaded into the isolate on first use and then kept. */
export function createMoodModel(): MoodModel {
  const identity: ModelIdentity = { name: card.name, version: card.version };
  const loaded = keepModel(file);
  return {
    async load() {
      await loaded();
      return identity;
    },
    async predict(descriptors, { mode, confidence }) {
      const signed = { mean: [(2 * mode - 1) * confidence], std: [0] };
      const input = readInputs({ ...descriptors, mode: signed }, card.inputs);
      const { values, distance } = await (await loaded()).run(input, input.length);
      const familiar = familiarity(distance![0]!, card.distance);
      const emotions = card.emotions.map(({ name, intervals, skill }, index) => {
        const share = values![index]!;
        const { halfWidth } = intervals.find(({ upTo }) => share <= upTo) ?? intervals.at(-1)!;
        const low = Math.max(0, share - halfWidth);
        return { name, share, low, high: Math.min(1, share + halfWidth), confidence: skill * familiar };
      });
      const abstained = familiar < LEAST_FAMILIAR;
      return {
        emotions,
        abstained,
        why: abstained ? "it sounds unlike anything the model has learned from" : null,
        confidence: emotions.reduce((sum, emotion) => sum + emotion.confidence, 0) / emotions.length,
        model: identity,
      };
    },
  };
}
