import { z } from "@hono/zod-openapi";
import { audioFeaturesSchema } from "../features/index.ts";
import { matchSchema } from "../fingerprints/index.ts";
import { idSchema, pagingSchema, type StreamedBody } from "../http/index.ts";
import { taskSchema } from "../tasks/index.ts";

const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/;
const label = (example: string) => z.string().trim().min(1).max(300).openapi({ example });

/** What a sender may say of a recording. */
export const trackFieldsSchema = z.object({
  title: label("Rosalie").optional(),
  artist: label("The Quiet Engines").optional(),
  album: label("First Light").optional(),
  isrc: z
    .string()
    .trim()
    .toUpperCase()
    .transform((text) => text.replaceAll("-", ""))
    .pipe(z.string().regex(ISRC, "is not an ISRC, such as NLA200500019"))
    .openapi({ type: "string", example: "NLA200500019" })
    .optional(),
  external_id: label("my-library/42").optional(),
});

export type TrackFields = z.infer<typeof trackFieldsSchema>;

const text = { type: "string" } as const;
const binary = { type: "string", format: "binary" } as const;

/** The two shapes of an upload. It is read as a stream, so this only documents it. */
export const uploadBody: StreamedBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["file"],
        properties: { file: binary, title: text, artist: text, album: text, isrc: text, external_id: text },
      },
    },
    "audio/*": { schema: binary },
    "application/octet-stream": { schema: binary },
  },
};

export const trackSchema = z
  .object({
    id: idSchema,
    type: z.literal("track"),
    uri: z.string().openapi({ example: "descant:track:5kTZ0hYzLm4wQ2sVn8aXcB" }),
    href: z.url(),
    name: z.string(),
    artists: z.array(z.object({ type: z.literal("artist"), name: z.string() })),
    album: z.object({ type: z.literal("album"), name: z.string() }).nullable(),
    duration_ms: z.int().nullable().openapi({ description: "Known once it has been analysed" }),
    external_ids: z.object({ isrc: z.string().optional() }),
    external_id: z.string().nullable().openapi({ description: "The sender's own name for it" }),
    is_local: z.boolean(),
    provenance: z.enum(["upload"]),
    audio: z.object({
      href: z.url(),
      format: z.string(),
      media_type: z.string(),
      size_bytes: z.int(),
      sha256: z.string(),
    }),
    created_at: z.iso.datetime(),
  })
  .openapi("Track");

export type Track = z.infer<typeof trackSchema>;

export const trackPageSchema = pagingSchema(trackSchema).openapi("TrackPage");

export const uploadSchema = z
  .object({
    track: trackSchema,
    task: taskSchema.nullable(),
    audio_features: audioFeaturesSchema.nullable(),
    duplicates: z.array(matchSchema).nullable().openapi({
      description:
        "Tracks that seem to be the same recording, once it is analysed; see /v1/tracks/{id}/duplicates",
    }),
  })
  .openapi("Upload");

export type Upload = z.infer<typeof uploadSchema>;
