import type { Endpoint } from "../http/index.ts";
import type { TaskStore } from "../tasks/index.ts";
import type { Calibrator } from "./calibrator.ts";
import type { FeatureReader } from "./read-features.ts";
import { getAudioFeatures } from "./routes/get-audio-features.ts";
import { listAudioFeatures } from "./routes/list-audio-features.ts";

export type { Calibrator } from "./calibrator.ts";
export { type AudioFeatures, audioFeaturesSchema, FEATURE_CARDS } from "./contract.ts";
export type { FeatureCache } from "./feature-cache.ts";
export { createFeatureStore, type FeatureStore } from "./feature-store.ts";
export { createKvFeatureCache } from "./kv.ts";
export { createFeatureReader, type FeatureReader } from "./read-features.ts";
export { atOrigin, entityTagOf, ORIGIN, type StoredFeatures } from "./stored-features.ts";
export { warmCache } from "./warm-cache.ts";

/** The operations of this room. */
export const featureEndpoints = (
  reader: FeatureReader,
  tasks: TaskStore,
  calibrator: Calibrator,
): Endpoint[] => [listAudioFeatures(reader, calibrator), getAudioFeatures(reader, tasks, calibrator)];
