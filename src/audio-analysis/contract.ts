import { z } from "@hono/zod-openapi";
import { cardLinksSchema } from "../cards/index.ts";
import { idSchema } from "../http/index.ts";
import { MATRIX_CARDS, PART_CARDS } from "./cards-of-parts.ts";
import { descriptorsSchema, fingerprintPartSchema, rhythmSchema } from "./computed-parts.ts";
import { MATRICES, PARTS, type Part } from "./parts.ts";
import { chordsSchema, genreSchema, moodSchema, voiceSchema } from "./parts-contract.ts";
import { qualitySchema } from "./quality-contract.ts";
import {
  fades,
  interval,
  metre,
  seconds,
  structure,
  structureSchema,
  tonality,
} from "./structure-contract.ts";

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
      ...fades,
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
    ...structure,
  })
  .openapi("AudioAnalysis");

export type AudioAnalysis = z.infer<typeof audioAnalysisSchema>;

const partSchemas = {
  descriptors: descriptorsSchema,
  rhythm: rhythmSchema,
  harmony: chordsSchema,
  structure: structureSchema,
  quality: qualitySchema,
  fingerprint: fingerprintPartSchema,
  genre: genreSchema,
  mood: moodSchema,
  voice: voiceSchema,
} satisfies Record<Part, z.ZodType>;

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
    cards: cardLinksSchema([...new Set([...Object.values(PART_CARDS).flat(), ...MATRIX_CARDS])]).partial(),
    parts: z.object(partSchemas).partial(),
  })
  .openapi("RequestedAudioAnalysis");
