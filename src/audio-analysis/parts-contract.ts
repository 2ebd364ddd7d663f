import { z } from "@hono/zod-openapi";

const share = () => z.number().min(0).max(1);
const seconds = () => z.number().min(0);
const analyser = z.string().openapi({ description: "The analyser's version" });
const model = z.string().openapi({ description: "The model's version" });

/** Whether a model would rather not say; its figures are there all the same. */
const abstention = {
  abstained: z.boolean(),
  why: z.string().nullable().openapi({ description: "Why it would rather not say" }),
  confidence: share(),
};

export const chordsSchema = z
  .object({
    type: z.literal("chords"),
    analyser,
    key: z.int().min(-1).max(11),
    mode: z.int().min(0).max(1),
    key_confidence: share(),
    runner_up: z.object({ key: z.int(), mode: z.int(), confidence: share() }).nullable(),
    tuning_cents: z.number().openapi({ description: "How far A4 lies from 440 Hz" }),
    chords: z.array(
      z.object({
        start: seconds(),
        duration: seconds(),
        confidence: share(),
        root: z.int().min(-1).max(11).openapi({ description: "C is 0; -1 for no chord" }),
        quality: z.enum(["maj", "min", "7", "maj7", "min7", "none"]),
        label: z.string().openapi({ example: "A:min", description: "In Harte's syntax; N for no chord" }),
      }),
    ),
  })
  .openapi("Chords");

export const genreSchema = z
  .object({
    type: z.literal("genre"),
    analyser,
    model,
    ...abstention,
    labels: z
      .array(z.object({ label: z.string(), probability: share() }))
      .openapi({ description: "Likeliest first; the probabilities sum to 1" }),
  })
  .openapi("Genre");

export const moodSchema = z
  .object({
    type: z.literal("mood"),
    analyser,
    model,
    ...abstention,
    emotions: z.array(
      z.object({
        name: z.string(),
        share: share().openapi({ description: "Of listeners who would feel it" }),
        low: share().openapi({ description: "Four recordings in five lie between this and `high`" }),
        high: share(),
        confidence: share(),
      }),
    ),
  })
  .openapi("Mood");

const verdict = z.object({ probability: share(), confidence: share() });

export const voiceSchema = z
  .object({
    type: z.literal("voice"),
    analyser,
    vocal: verdict.openapi({ description: "Whether somebody sings or speaks" }),
    speech: verdict.openapi({ description: "Whether it is speech rather than music" }),
  })
  .openapi("Voice");
