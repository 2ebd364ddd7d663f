import { z } from "@hono/zod-openapi";
import { cardLinksSchema } from "../cards/index.ts";
import { idSchema } from "../http/index.ts";

const share = () => z.number().min(0).max(1);

/** The seven attributes that a learned model estimates. */
export const ATTRIBUTES = [
  "acousticness",
  "danceability",
  "energy",
  "instrumentalness",
  "liveness",
  "speechiness",
  "valence",
] as const;

/** The cards that speak for these features, in the order of the answer. */
export const FEATURE_CARDS = ["attributes", "harmony", "loudness", "rhythm"] as const;

const attributeShape = Object.fromEntries(ATTRIBUTES.map((name) => [name, share()])) as Record<
  (typeof ATTRIBUTES)[number],
  ReturnType<typeof share>
>;

const pitchClass = z.int().min(-1).max(11).openapi({ description: "C is 0; -1 where nothing is tonal" });
const mode = z.int().min(0).max(1).openapi({ description: "Major is 1, minor 0" });

export const audioFeaturesSchema = z
  .object({
    ...attributeShape,
    analysis_url: z.string(),
    duration_ms: z.int().min(0),
    id: idSchema,
    key: pitchClass,
    loudness: z
      .number()
      .openapi({ description: "Integrated loudness, LUFS (ITU-R BS.1770); -70 for silence" }),
    mode,
    tempo: z.number().min(0).openapi({ description: "Beats a minute; 0 where there is no beat to find" }),
    time_signature: z.int().min(3).max(7),
    track_href: z.string(),
    type: z.literal("audio_features"),
    uri: z.string(),
    confidence: z
      .object({
        ...attributeShape,
        key: share(),
        loudness: share(),
        mode: share(),
        tempo: share(),
        time_signature: share(),
      })
      .openapi({ description: "How sure each value is, 0 to 1; what that means stands in the model's card" }),
    // What was analysed before there were cards, or under other names of theirs, is still served.
    cards: cardLinksSchema(FEATURE_CARDS).partial().optional(),
    version: z.string().openapi({ description: "The attribute model's version" }),
    analyser: z.string().openapi({ description: "The analyser's version" }),
    details: z.object({
      tempo: z.object({ alternative: z.object({ bpm: z.number(), confidence: share() }).nullable() }),
      key: z.object({
        runner_up: z.object({ key: pitchClass, mode, confidence: share() }).nullable(),
        tuning_cents: z.number().openapi({ description: "How far A4 lies from 440 Hz" }),
      }),
      loudness: z.object({
        integrated_lufs: z.number().nullable(),
        range_lu: z.number().nullable(),
        true_peak_dbtp: z.number().nullable(),
      }),
    }),
    calibration: z
      .object({
        id: idSchema,
        href: z.string(),
        attributes: z.array(z.string()).openapi({ description: "Those whose values it mapped" }),
        same_versions: z.boolean().openapi({
          description: "Whether it was fitted to figures of this analyser and this model",
        }),
      })
      .optional()
      .openapi({ description: "Where a calibration was asked for" }),
  })
  .openapi("AudioFeatures");

export type AudioFeatures = z.infer<typeof audioFeaturesSchema>;

export const audioFeaturesListSchema = z
  .object({ audio_features: z.array(audioFeaturesSchema.nullable()) })
  .openapi("AudioFeaturesList");
