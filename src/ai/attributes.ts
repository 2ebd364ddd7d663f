import card from "../../models/attributes/card.json";
import file from "../../models/attributes/model.onnx";
import { familiarity } from "./familiarity.ts";
import { InferenceError, loadOnnxModel, type OnnxModel } from "./onnx-session.ts";
import { createTurnstile } from "./turnstile.ts";

/** What the model estimates of a recording, in the order of its output. */
export const ATTRIBUTES = [
  "acousticness",
  "danceability",
  "energy",
  "instrumentalness",
  "liveness",
  "speechiness",
  "valence",
] as const;

export type Attribute = (typeof ATTRIBUTES)[number];

/** Statistics over all frames of a recording of one descriptor, a number for each of its dimensions. */
export interface DescriptorStatistics {
  mean: ArrayLike<number>;
}

/** Statistics by descriptor name; those that the model's card lists under `inputs` must be there. */
export type Descriptors = Readonly<Record<string, DescriptorStatistics | undefined>>;

/** What the model says of one recording. */
export interface Prediction {
  /** Each from 0 to 1. */
  values: Record<Attribute, number>;
  /** Each from 0 to 1: R² of the attribute on unseen recordings × familiarity of this input; see the model's card. */
  confidence: Record<Attribute, number>;
  model: ModelIdentity;
}

/** Which model spoke; the version changes whenever the file does. */
export interface ModelIdentity {
  name: string;
  version: string;
}

export interface AttributesModel {
  /** Loads the model unless it is; resolves when it can be run. */
  load(): Promise<ModelIdentity>;
  /**
   * Estimates the attributes of one recording.
   *
   * @throws InferenceError when a descriptor is missing or not finite
   */
  predict(descriptors: Descriptors): Promise<Prediction>;
}

/** Inputs are moved to within ± this, far beyond any sound, where single precision still computes distances. */
const LARGEST_INPUT = 1e6;

/** After how long a load is taken for lost with its event. */
const LONGEST_LOAD_MS = 10_000;

/** The attribute model, loaded into the isolate on first use and then kept. A failed load is tried again. */
export function createAttributesModel(): AttributesModel {
  const identity: ModelIdentity = { name: card.name, version: card.version };
  let model: OnnxModel | undefined;
  const turn = createTurnstile(LONGEST_LOAD_MS);
  const loaded = async (): Promise<OnnxModel> =>
    model ??
    turn(async () => {
      model ??= await loadOnnxModel(file);
      return model;
    });
  return {
    async load() {
      await loaded();
      return identity;
    },
    async predict(descriptors) {
      const input = inputOf(descriptors);
      const { values, distance } = await (await loaded()).run(input, input.length);
      const familiar = familiarity(distance![0]!, card.distance);
      return {
        values: byAttribute((_, index) => values![index]!),
        confidence: byAttribute((name) => card.attributes[name].skill * familiar),
        model: identity,
      };
    },
  };
}

function byAttribute(value: (name: Attribute, index: number) => number): Record<Attribute, number> {
  return Object.fromEntries(ATTRIBUTES.map((name, index) => [name, value(name, index)])) as Record<
    Attribute,
    number
  >;
}

/** The model's input vector, in the order that its card gives. */
function inputOf(descriptors: Descriptors): Float32Array {
  return Float32Array.from(card.inputs, ({ descriptor, index }) => {
    const value = descriptors[descriptor]?.mean[index];
    if (value === undefined) throw new InferenceError(`descriptor ${descriptor}[${index}] is missing`);
    if (!Number.isFinite(value)) throw new InferenceError(`descriptor ${descriptor}[${index}] is ${value}`);
    return Math.min(LARGEST_INPUT, Math.max(-LARGEST_INPUT, value));
  });
}
