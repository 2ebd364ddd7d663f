import { z } from "@hono/zod-openapi";
import {
  afterSchema,
  catalogIdSchema,
  clearable,
  entryIdSchema,
  issuesSchema,
  lineSchema,
  optional,
  personSchema,
  proseSchema,
} from "../contract.ts";

/** Most tracks of one playlist. */
export const MOST_TRACKS = 5000;

export const playlistDetails = {
  title: lineSchema(300),
  description: proseSchema(5000),
  creator: lineSchema(300),
};

export const trackFields = {
  title: lineSchema(300),
  artist: lineSchema(300),
  album: lineSchema(300),
  duration_ms: z.int().min(0).max(604_800_000),
  track_id: catalogIdSchema.openapi({ description: "The recording in the catalog" }),
  location: z
    .string()
    .max(2000)
    .regex(/^[hH][tT][tT][pP][sS]?:\/\/[^\s"<>\\^`{|}]+$/, "must be a web address")
    .openapi({ description: "Where it can be heard" }),
  isrc: z.string().regex(/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/, "must be an ISRC without hyphens"),
  note: proseSchema(2000),
  added_by: personSchema,
  added_at: z.iso.datetime(),
};

export const playlistTrackSchema = z.object({ id: entryIdSchema, ...optional(trackFields) });
export type PlaylistTrack = z.infer<typeof playlistTrackSchema>;

export const playlistSchema = z
  .object({
    kind: z.literal("playlist"),
    ...optional(playlistDetails),
    tracks: z.array(playlistTrackSchema),
    issues: issuesSchema,
  })
  .openapi("PlaylistDocument");
export type Playlist = z.infer<typeof playlistSchema>;

export const playlistOperationSchema = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("set_details"), ...clearable(playlistDetails) }),
    z.strictObject({
      op: z.literal("add_track"),
      id: entryIdSchema,
      after: afterSchema.optional(),
      ...optional(trackFields),
      title: trackFields.title,
    }),
    z.strictObject({ op: z.literal("move_track"), id: entryIdSchema, after: afterSchema }),
    z.strictObject({ op: z.literal("set_track"), id: entryIdSchema, ...clearable(trackFields) }),
    z.strictObject({ op: z.literal("remove_track"), id: entryIdSchema }),
  ])
  .openapi("PlaylistOperation");
export type PlaylistOperation = z.infer<typeof playlistOperationSchema>;
