import type {
  AttributesModel,
  GenreModel,
  GenrePrediction,
  MoodModel,
  MoodPrediction,
  Prediction,
} from "../ai/index.ts";
import {
  type AudioFormat,
  analyse,
  type DecodeLimits,
  type SpectralResult,
  type TrackAnalysis,
} from "../audio/index.ts";
import type { TrackRow } from "../catalog/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import { readSound } from "./read-sound.ts";

export interface Models {
  attributes: AttributesModel;
  genre: GenreModel;
  mood: MoodModel;
}

/** All that is found out about a recording: by measuring it, and by what was learned. */
export interface Findings {
  analysis: TrackAnalysis;
  attributes: Prediction;
  genre: GenrePrediction;
  mood: MoodPrediction;
}

/**
 * Reads a stored recording once, and asks every model about it.
 * @param onProgress told the share of the file's bytes that have been read, 0 to 1; a rejection stops the analysis
 * @param inspect shown the frames before their memory is given up
 * @throws AudioError when the recording is at fault; MissingSoundError, or any other error, when we are
 */
export async function findOut(
  { objects, models, limits }: { objects: ObjectStore; models: Models; limits: DecodeLimits },
  track: TrackRow,
  onProgress: (share: number) => Promise<void>,
  inspect?: (spectral: SpectralResult) => Promise<void>,
): Promise<Findings> {
  const sound = await readSound(objects, track);
  const report = () => onProgress(sound.share());
  const analysis = await analyse(track.format as AudioFormat, sound.bytes, limits, report, inspect);
  const { descriptors, harmony } = analysis;
  const mode = { mode: harmony.key.mode, confidence: harmony.key.key < 0 ? 0 : harmony.key.confidence };
  return {
    analysis,
    attributes: await models.attributes.predict(descriptors),
    genre: await models.genre.predict(descriptors),
    mood: await models.mood.predict(descriptors, mode),
  };
}
