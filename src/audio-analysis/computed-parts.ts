import { z } from "@hono/zod-openapi";
import type { DescriptorName } from "../audio/spectral/index.ts";
import { interval, metre, seconds, share } from "./structure-contract.ts";

/** Rhythm with more than Spotify's object has room for. */
export const rhythmSchema = z
  .object({
    ...metre,
    tempo_alternative: z
      .object({ bpm: z.number(), confidence: share() })
      .nullable()
      .openapi({ description: "The next best tempo" }),
    beats: z.array(interval),
    bars: z.array(interval),
    tatums: z.array(interval),
    onsets: z.array(seconds()),
    tempo_curve: z
      .array(z.object({ start: seconds(), bpm: z.number(), confidence: share() }))
      .openapi({ description: "The tempo from `start` on" }),
  })
  .openapi("Rhythm");

/** What the fingerprint's own address says, but for what belongs to an address. */
export const fingerprintPartSchema = z
  .object({
    algorithm: z.literal(2),
    duration: seconds(),
    hash_seconds: z.number(),
    fingerprint: z.string(),
    hashes: z.array(z.int()),
  })
  .openapi("FingerprintPart");

const summary = z
  .object({ mean: z.array(z.number()), std: z.array(z.number()) })
  .openapi({ description: "Mean and population standard deviation over a recording's frames" });

/** Written out, since the gateway has no use for the kernels that lie behind the analyser's list. */
const descriptors: Record<DescriptorName, typeof summary> = {
  chroma_stft: summary,
  mfcc: summary,
  rms: summary,
  spectral_rms: summary,
  spectral_centroid: summary,
  spectral_bandwidth: summary,
  spectral_contrast: summary,
  spectral_rolloff: summary,
  spectral_flatness: summary,
  zero_crossing_rate: summary,
  tonnetz: summary,
  onset_strength: summary,
};

export const descriptorsSchema = z.object(descriptors).openapi("Descriptors");
