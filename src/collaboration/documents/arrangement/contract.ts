import { z } from "@hono/zod-openapi";
import {
  afterSchema,
  clearable,
  entryIdSchema,
  issuesSchema,
  lineSchema,
  optional,
  proseSchema,
} from "../contract.ts";
import { parseChord } from "../music/chord.ts";
import { parseKey } from "../music/key.ts";
import { parseMetre } from "../music/metre.ts";

export const MOST_SECTIONS = 200;
export const MOST_BARS = 999;
/** Most bars of a whole arrangement. */
export const MOST_BARS_IN_ALL = 4000;

/** What holds where nothing else is said. */
export const DEFAULTS = { tempo: 120, metre: "4/4", key: "C major" } as const;

export const chordSymbolSchema = z
  .string()
  .refine((text) => parseChord(text) !== null, "is not a chord symbol")
  .openapi({ example: "F#m7b5", description: "A chord symbol, or N.C. for none" });
export const keySchema = z
  .string()
  .refine((text) => parseKey(text) !== null, "is not a key of up to seven sharps or flats")
  .openapi({ example: "F# minor" });
export const metreSchema = z
  .string()
  .refine((text) => parseMetre(text) !== null, "is not a metre")
  .openapi({ example: "6/8" });
export const tempoSchema = z
  .number()
  .min(10)
  .max(500)
  .openapi({ description: "Quarter notes a minute, whatever the metre" });

const bar = z.int().min(1).max(MOST_BARS).openapi({ description: "Counted from the section's first bar, 1" });
const beat = z.number().min(1).lt(33).multipleOf(0.25).openapi({
  description: "Counted from 1, in quarters of a beat: 2.5 is halfway from the second to the third",
});

export const arrangementDetails = {
  title: lineSchema(300),
  composer: lineSchema(300),
  tempo: tempoSchema,
  metre: metreSchema,
  key: keySchema,
};

export const sectionFields = {
  name: lineSchema(100),
  bars: z.int().min(1).max(MOST_BARS),
  note: proseSchema(2000),
};

const place = { bar, beat };
export const chordAtSchema = z.object({ ...place, symbol: chordSymbolSchema });
export const sectionSchema = z.object({
  id: entryIdSchema,
  ...optional(sectionFields),
  bars: sectionFields.bars,
  first_bar: z.int().min(1).openapi({ description: "Counted from the arrangement's first bar, 1" }),
  chords: z.array(chordAtSchema),
  tempos: z.array(z.object({ ...place, tempo: tempoSchema })),
  metres: z.array(z.object({ bar, metre: metreSchema })),
  keys: z.array(z.object({ bar, key: keySchema })),
});
export type Section = z.infer<typeof sectionSchema>;

export const arrangementSchema = z
  .object({
    kind: z.literal("arrangement"),
    ...optional(arrangementDetails),
    tempo: tempoSchema,
    metre: metreSchema,
    key: keySchema,
    bars: z.int().min(0),
    duration_ms: z.int().min(0),
    sections: z.array(sectionSchema),
    issues: issuesSchema,
  })
  .openapi("ArrangementDocument");
export type Arrangement = z.infer<typeof arrangementSchema>;

const id = entryIdSchema;
const section = entryIdSchema;
export const arrangementOperationSchema = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("set_details"), ...clearable(arrangementDetails) }),
    z.strictObject({
      op: z.literal("add_section"),
      id,
      after: afterSchema.optional(),
      ...optional(sectionFields),
      bars: sectionFields.bars,
    }),
    z.strictObject({ op: z.literal("copy_section"), id, from: section, after: afterSchema.optional() }),
    z.strictObject({ op: z.literal("move_section"), id, after: afterSchema }),
    z.strictObject({
      op: z.literal("set_section"),
      id,
      ...clearable(sectionFields),
      bars: sectionFields.bars.optional(),
    }),
    z.strictObject({ op: z.literal("remove_section"), id }),
    z.strictObject({ op: z.literal("set_chord"), section, ...place, symbol: chordSymbolSchema.nullable() }),
    z.strictObject({ op: z.literal("set_tempo"), section, ...place, tempo: tempoSchema.nullable() }),
    z.strictObject({ op: z.literal("set_metre"), section, bar, metre: metreSchema.nullable() }),
    z.strictObject({ op: z.literal("set_key"), section, bar, key: keySchema.nullable() }),
  ])
  .openapi("ArrangementOperation");
export type ArrangementOperation = z.infer<typeof arrangementOperationSchema>;
