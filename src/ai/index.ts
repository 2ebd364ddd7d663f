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
export { InferenceError } from "./onnx-session.ts";
export { createTurnstile } from "./turnstile.ts";
