import type { TrackAnalysis } from "../audio/index.ts";
import { round } from "./rounding.ts";

/** Key, tuning and chords of a recording. */
export function describeHarmony({ harmony, analyser }: TrackAnalysis) {
  const { key, tuningCents, chords } = harmony;
  return {
    type: "chords",
    analyser,
    key: key.key,
    mode: key.mode,
    key_confidence: round(key.confidence, 3),
    runner_up: key.runnerUp && { ...key.runnerUp, confidence: round(key.runnerUp.confidence, 3) },
    tuning_cents: round(tuningCents, 1),
    chords: chords.map(({ start, duration, confidence, root, quality, label }) => ({
      start: round(start, 3),
      duration: round(duration, 3),
      confidence: round(confidence, 3),
      root,
      quality,
      label,
    })),
  };
}
