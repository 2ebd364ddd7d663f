export {
  ATTRIBUTES,
  type Attribute,
  type AttributesModel,
  createAttributesModel,
  type DescriptorStatistics,
  type Descriptors,
  type ModelIdentity,
  type Prediction,
} from "./attributes.ts";
export { createGenreModel, type GenreModel, type GenrePrediction } from "./genre.ts";
export type { SpreadDescriptors } from "./inputs.ts";
export { createMoodModel, type KeyMode, type MoodModel, type MoodPrediction } from "./mood.ts";
export { InferenceError } from "./onnx-session.ts";
export { createTurnstile } from "./turnstile.ts";
