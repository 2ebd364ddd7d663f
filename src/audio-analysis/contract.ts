import { z } from "@hono/zod-openapi";
import { idSchema } from "../http/index.ts";

/** What can be asked for of a track's analysis. */
export const PARTS = [
  "descriptors",
  "rhythm",
  "harmony",
  "structure",
  "quality",
  "fingerprint",
  "genre",
  "mood",
  "voice",
] as const;
export type Part = (typeof PARTS)[number];

/** Figures over time that can be asked for, a row a frame (43.07 a second). */
export const MATRICES = ["mel", "mfcc", "chroma", "onset_strength", "rms"] as const;
export type Matrix = (typeof MATRICES)[number];

/** The parts that are kept with every track because they have an address of their own. */
export const STORED_PARTS = ["quality", "harmony", "genre", "mood", "voice"] as const;
export type StoredPart = (typeof STORED_PARTS)[number];

export const analysisRequestSchema = z
  .strictObject({
    track_id: idSchema,
    parts: z.array(z.enum(PARTS)).max(PARTS.length).default([]),
    matrices: z.array(z.enum(MATRICES)).max(MATRICES.length).default([]),
    format: z.enum(["json", "npy"]).default("json").openapi({ description: "Of the matrices" }),
  })
  .refine(({ parts, matrices }) => parts.length + matrices.length > 0, {
    message: "name at least one part or matrix",
  })
  .openapi("AudioAnalysisRequest");

const share = () => z.number().min(0).max(1);
const seconds = () => z.number().min(0);

const interval = z.object({ start: seconds(), duration: seconds(), confidence: share() });

const tonality = {
  key: z.int().min(-1).max(11),
  key_confidence: share(),
  mode: z.int().min(-1).max(1),
  mode_confidence: share(),
};
const metre = {
  tempo: z.number().min(0),
  tempo_confidence: share(),
  time_signature: z.int().min(3).max(7),
  time_signature_confidence: share(),
};
const empty = (what: string) =>
  z.literal("").openapi({ description: `Always empty: ${what} is not computed` });
const noVersion = z.literal(0).openapi({ description: "Always 0, like the string it belongs to is empty" });

/** Spotify's AudioAnalysisObject, every field of it; what is not computed is empty. */
export const audioAnalysisSchema = z
  .object({
    meta: z.object({
      analyzer_version: z.string(),
      platform: z.string(),
      detailed_status: z.string(),
      status_code: z.literal(0),
      timestamp: z.int().openapi({ description: "When it was analysed, in seconds since 1970" }),
      analysis_time: z.number().min(0).openapi({ description: "Seconds the analysis took" }),
      input_process: z.string(),
    }),
    track: z.object({
      num_samples: z.int(),
      duration: seconds(),
      sample_md5: empty("a checksum of samples"),
      offset_seconds: z.literal(0),
      window_seconds: z.literal(0),
      analysis_sample_rate: z.int(),
      analysis_channels: z.literal(1),
      end_of_fade_in: seconds(),
      start_of_fade_out: seconds(),
      loudness: z.number().openapi({ description: "Integrated loudness, LUFS; -70 for silence" }),
      ...metre,
      ...tonality,
      codestring: empty("the Echo Nest musical fingerprint"),
      code_version: noVersion,
      echoprintstring: empty("Echoprint; see /v1/tracks/{id}/fingerprint for Chromaprint"),
      echoprint_version: noVersion,
      synchstring: empty("a synchstring"),
      synch_version: noVersion,
      rhythmstring: empty("a rhythmstring"),
      rhythm_version: noVersion,
    }),
    bars: z.array(interval),
    beats: z.array(interval),
    tatums: z.array(interval),
    sections: z.array(z.object({ ...interval.shape, loudness: z.number(), ...metre, ...tonality })),
    segments: z.array(
      z.object({
        ...interval.shape,
        loudness_start: z.number(),
        loudness_max: z.number(),
        loudness_max_time: seconds(),
        loudness_end: z.number(),
        pitches: z.array(share()).length(12),
        timbre: z.array(z.number()).length(12),
      }),
    ),
  })
  .openapi("AudioAnalysis");

export type AudioAnalysis = z.infer<typeof audioAnalysisSchema>;

/** What a requested analysis came to. The parts are those that were asked for. */
export const requestedAnalysisSchema = z
  .object({
    id: idSchema,
    type: z.literal("audio_analysis"),
    href: z.url(),
    track: z.object({ id: idSchema, href: z.url() }),
    matrices: z.array(z.object({ name: z.enum(MATRICES), format: z.enum(["json", "npy"]), href: z.url() })),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().openapi({ description: "When it is erased" }),
    analyser: z.string(),
    parts: z.partialRecord(z.enum(PARTS), z.unknown()),
  })
  .openapi("RequestedAudioAnalysis");
