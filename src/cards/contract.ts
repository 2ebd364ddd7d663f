import { z } from "@hono/zod-openapi";

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "must be lower-case letters, digits and hyphens")
  .openapi({ example: "tempo" });
const text = z.string().trim().min(1);

/** One figure of our answers that a card speaks for. */
const figureSchema = z.strictObject({
  name: slug.openapi({ description: "What scores call it" }),
  at: z
    .string()
    .regex(/^[a-z][a-z-]*#(\/[\w*-]+)+$/, "must be an answer's name, # and a JSON pointer")
    .openapi({
      description: "The answer and where in it the figure stands; * for every entry of a list",
      example: "audio-features#/tempo",
    }),
  unit: text.optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
});

const sourceSchema = z.strictObject({
  title: text,
  authors: text.optional(),
  year: z.int().optional(),
  url: z.url().optional(),
});

/** A set of recordings, annotations or numbers that had a part in the figures or in their scores. */
const dataSchema = z.strictObject({
  name: text,
  used_for: z
    .array(z.enum(["training", "choice", "evaluation"]))
    .min(1)
    .openapi({ description: "choice: settings were chosen in its sight, though no weights were fitted" }),
  licence: text,
  commercial_use: z.enum(["allowed", "not allowed", "unknown"]),
  count: z.int().min(0),
  unit: text.openapi({ example: "recordings" }),
  note: text.optional(),
});

const comparedSchema = z.strictObject({ name: text, version: text.optional(), value: z.number() });

/** One score, with what it takes to judge it and to measure it again. */
const scoreSchema = z.strictObject({
  figure: slug.openapi({ description: "The name of a figure of this card" }),
  metric: text.openapi({ example: "Acc1: within 4 % of the annotated tempo" }),
  value: z.number(),
  better: z.enum(["higher", "lower"]),
  interval: z
    .strictObject({ low: z.number(), high: z.number(), share: z.number().gt(0).lt(1), how: text })
    .refine(({ low, high }) => low <= high, "low is above high")
    .optional(),
  count: z.int().min(1).openapi({ description: "Items it was measured on" }),
  set: text,
  split: text.openapi({ description: "How what was learned was kept apart from what was judged" }),
  baseline: comparedSchema.optional().openapi({ description: "What one would do without us" }),
  peer: comparedSchema.optional().openapi({ description: "Another program, on the same items" }),
  command: text.openapi({ description: "What measures it again, at the root of the repository" }),
  note: text.optional(),
});

/** How far a figure moves when the recording is changed in a way that should not matter. */
const moveSchema = z.strictObject({
  figure: slug,
  change: text.openapi({ example: "mp3 at 96 kbit/s" }),
  metric: text,
  value: z.number(),
  count: z.int().min(1),
  set: text,
  command: text,
});

/** What there is to know about a family of figures: `models/<name>/card.json`. */
export const accuracyCardSchema = z
  .strictObject({
    name: slug,
    title: text,
    version: text.openapi({ description: "Of the model, or of the analyser that computes it" }),
    kind: z.enum(["measured", "signal-processing", "learned"]),
    summary: text,
    figures: z.array(figureSchema).min(1),
    method: z.strictObject({
      text,
      code: text.openapi({ description: "The folder that computes it" }),
      sources: z.array(sourceSchema),
    }),
    data: z.array(dataSchema),
    splits: text,
    scores: z.array(scoreSchema).min(1),
    confidence: text.openapi({ description: "How the confidence beside the figures is to be read" }),
    robustness: z.strictObject({ text, moves: z.array(moveSchema) }),
    limits: z.array(text).min(1),
    notes: text.optional().openapi({ description: "More, in Markdown" }),
  })
  .superRefine(({ figures, scores, robustness }, context) => {
    const names = new Set(figures.map(({ name }) => name));
    for (const { figure } of [...scores, ...robustness.moves]) {
      if (!names.has(figure)) context.addIssue(`scores ${figure}, which is none of its figures`);
    }
  })
  .openapi("AccuracyCard");

export type AccuracyCard = z.infer<typeof accuracyCardSchema>;

/** A card as lists show it. */
export const modelSchema = z
  .object({
    name: slug,
    type: z.literal("model"),
    href: z.url(),
    title: text,
    version: text,
    kind: accuracyCardSchema.shape.kind,
    summary: text,
    figures: z.array(figureSchema),
    card: z.object({ href: z.url() }),
  })
  .openapi("Model");

export type Model = z.infer<typeof modelSchema>;

export const modelParams = z.object({ name: slug });

export const modelListSchema = z.object({ href: z.url(), models: z.array(modelSchema) }).openapi("ModelList");
