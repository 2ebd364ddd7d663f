/**
 * What the page reads from the API, and no more of it: the page is a client like any other, so it names only the
 * fields that it shows. The full contracts are in `/openapi.json`.
 */

/** The seven figures that the model infers, each 0..1. */
export type AttributeName =
  | "danceability"
  | "energy"
  | "valence"
  | "acousticness"
  | "instrumentalness"
  | "speechiness"
  | "liveness";

/** `GET /v1/audio-features/{id}`: tempo in beats a minute, loudness in dB, key as a pitch class or -1, duration in ms. */
export interface AudioFeatures extends Record<AttributeName, number> {
  id: string;
  tempo: number;
  loudness: number;
  key: number;
  mode: number;
  time_signature: number;
  duration_ms: number;
  version: string;
  confidence: Record<AttributeName | "tempo" | "key" | "mode" | "time_signature" | "loudness", number>;
  details: {
    tempo: { alternative: { bpm: number; confidence: number } | null };
    key: { runner_up: { key: number; mode: number; confidence: number } | null; tuning_cents: number };
    loudness: { integrated_lufs: number | null; range_lu: number | null; true_peak_dbtp: number | null };
  };
}

/** A track of `GET /v1/tracks`. */
export interface Track {
  id: string;
  name: string;
  artists: { name: string }[];
  duration_ms: number | null;
}

/** `GET /v1/tasks/{id}`: progress is 0..1. */
export interface Task {
  id: string;
  status: "queued" | "running" | "succeeded" | "failed";
  progress: number;
  error: { code: string; message: string } | null;
  track: { id: string };
}

/** The answer to `POST /v1/tracks`: `audio_features` is filled when these bytes were analysed before. */
export interface Upload {
  track: Track;
  task: Task | null;
  audio_features: AudioFeatures | null;
}

/** A paging object: `next` is null on the last page. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
  total: number;
}
