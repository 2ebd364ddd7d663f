import { z } from "@hono/zod-openapi";
import {
  catalogIdSchema,
  clearable,
  entryIdSchema,
  issuesSchema,
  lineSchema,
  optional,
} from "../contract.ts";

/** Longest lyrics, in UTF-16 code units. */
export const MOST_TEXT = 100_000;
export const MOST_ANCHORS = 5000;

export const lyricsDetails = {
  title: lineSchema(300),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/, "must be a language tag (BCP 47)")
    .openapi({ example: "pt-BR" }),
  track_id: catalogIdSchema.openapi({ description: "The recording that is sung" }),
};

/** How a run of text can look. */
export const STYLES = ["bold", "italic", "underline", "strike"] as const;
const styles = Object.fromEntries(STYLES.map((name) => [name, z.boolean()])) as Record<
  (typeof STYLES)[number],
  z.ZodBoolean
>;

export const runSchema = z.object({ text: z.string(), ...optional(styles) });
export type Run = z.infer<typeof runSchema>;

/** Where in a song something is sung. */
export const momentSchema = z.object({
  bar: z.int().min(1).max(4000).openapi({ description: "Counted from the song's first bar, 1" }),
  beat: z.number().min(1).lt(33).multipleOf(0.25),
});

export const anchorSchema = z.object({
  id: entryIdSchema,
  type: z.enum(["syllable", "bar"]).openapi({
    description: "A stretch of text that is sung at a beat, or the point of the text at which a bar begins",
  }),
  start: z.int().min(0).openapi({ description: "UTF-16 code units from the text's start" }),
  end: z.int().min(0).openapi({ description: "Where a syllable ends; for a bar, its start" }),
  text: z.string(),
  ...momentSchema.shape,
});
export type Anchor = z.infer<typeof anchorSchema>;

export const lyricsSchema = z
  .object({
    kind: z.literal("lyrics"),
    ...optional(lyricsDetails),
    text: z.string(),
    lines: z.array(z.array(runSchema)).openapi({ description: "Each line as runs of one look" }),
    anchors: z.array(anchorSchema).openapi({ description: "In the order of the text" }),
    issues: issuesSchema,
  })
  .openapi("LyricsDocument");
export type Lyrics = z.infer<typeof lyricsSchema>;

const index = z.int().min(0).max(MOST_TEXT);
const text = z.string().max(MOST_TEXT);
export const lyricsOperationSchema = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("set_details"), ...clearable(lyricsDetails) }),
    z.strictObject({ op: z.literal("set_text"), text }),
    z.strictObject({ op: z.literal("insert_text"), at: index, text: text.min(1), ...optional(styles) }),
    z.strictObject({ op: z.literal("delete_text"), at: index, length: index.min(1) }),
    z.strictObject({ op: z.literal("format_text"), at: index, length: index.min(1), ...optional(styles) }),
    z.strictObject({
      op: z.literal("add_syllable"),
      id: entryIdSchema,
      at: index,
      length: index.min(1),
      ...momentSchema.shape,
    }),
    z.strictObject({ op: z.literal("add_bar"), id: entryIdSchema, at: index, bar: momentSchema.shape.bar }),
    z.strictObject({ op: z.literal("move_anchor"), id: entryIdSchema, ...momentSchema.shape }),
    z.strictObject({ op: z.literal("remove_anchor"), id: entryIdSchema }),
  ])
  .openapi("LyricsOperation");
export type LyricsOperation = z.infer<typeof lyricsOperationSchema>;
