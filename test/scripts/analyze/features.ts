import type { AudioFeatures } from "../../../src/http/page/contract.ts";

/** The features of an imaginary song, for what formats and transports them; a test changes what it is about. */
export function featuresOf(changes: Partial<AudioFeatures> = {}): AudioFeatures {
  return {
    id: "5kTZ0hYzLm4wQ2sVn8aXcB",
    danceability: 0.624,
    energy: 0.81,
    valence: 0.3,
    acousticness: 0.07,
    instrumentalness: 0.9,
    speechiness: 0.05,
    liveness: 0.12,
    tempo: 119.97,
    loudness: -9.84,
    key: 9,
    mode: 0,
    time_signature: 4,
    duration_ms: 187_400,
    version: "attributes-1",
    confidence: {
      danceability: 0.62,
      energy: 0.85,
      valence: 0.4,
      acousticness: 0.7,
      instrumentalness: 0.3,
      speechiness: 0.2,
      liveness: 0,
      tempo: 0.9,
      key: 0.66,
      mode: 0.66,
      time_signature: 0.8,
      loudness: 1,
    },
    details: {
      tempo: { alternative: null },
      key: { runner_up: null, tuning_cents: 3.1 },
      loudness: { integrated_lufs: -9.84, range_lu: 6.1, true_peak_dbtp: -0.3 },
    },
    ...changes,
  };
}
