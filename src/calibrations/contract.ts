import { z } from "@hono/zod-openapi";
import { idSchema, pagingSchema } from "../http/index.ts";
import { CALIBRATED_NAMES, type CalibratedName } from "./attributes.ts";
import { METHODS } from "./held-out.ts";

/** Pairs of one calibration. */
export const MOST_PAIRS = 2_000;

const share = z.number().min(0).max(1).nullish();

/** What a caller knew a track by. Spotify's own object may be sent as it is: what else is in it is not looked at. */
const knownSchema = z.object({
  acousticness: share,
  danceability: share,
  energy: share,
  instrumentalness: share,
  liveness: share,
  loudness: z.number().min(-100).max(20).nullish().openapi({ description: "Decibels" }),
  speechiness: share,
  tempo: z.number().min(0).max(1000).nullish().openapi({ description: "Beats a minute; 0 is left out" }),
  valence: share,
} satisfies Record<CalibratedName, z.ZodType>);

export const createCalibrationSchema = z
  .object({
    name: z.string().trim().min(1).max(300).optional().openapi({ example: "our old thresholds" }),
    method: z
      .enum([...METHODS, "auto"])
      .default("auto")
      .openapi({
        description:
          "isotonic: least error. quantile: the old values' distribution. auto: for each attribute the one with less error on held-out pairs",
      }),
    pairs: z
      .array(z.object({ track_id: idSchema, features: knownSchema }))
      .min(1)
      .max(MOST_PAIRS)
      .refine(
        (pairs) => new Set(pairs.map(({ track_id }) => track_id)).size === pairs.length,
        "names a track twice",
      )
      .openapi({ description: "Tracks of yours that are analysed, each with the values you knew it by" }),
  })
  .openapi("CreateCalibration");

export type CreateCalibration = z.infer<typeof createCalibrationSchema>;

const intervalSchema = z.object({ low: z.number(), high: z.number() });
const judged = <T extends z.ZodType>(value: T) => z.object({ value, interval: intervalSchema.nullable() });

const agreementSchema = z
  .object({
    mae: judged(z.number()).openapi({ description: "Mean absolute error, in the attribute's unit" }),
    pearson: judged(z.number().nullable()),
    spearman: judged(z.number().nullable()),
    r_squared: judged(z.number().nullable()).openapi({
      description: "1 is perfect; 0 is no better than the mean",
    }),
    same_side: judged(z.number()).openapi({
      description:
        "Share of pairs on the same side of a threshold, over the nine deciles of the known values",
    }),
  })
  .openapi("Agreement");

const tooLittle = z.object({
  status: z.enum(["too_few_pairs", "constant"]),
  pairs: z.int(),
});

const judgedAttribute = z.object({
  status: z.enum(["calibrated", "no_gain"]).openapi({
    description:
      "no_gain: on held-out pairs the error does not shrink for certain; our own value is left as it is",
  }),
  pairs: z.int().openapi({ description: "Pairs that could be used" }),
  method: z.enum(METHODS),
  before: agreementSchema,
  after: agreementSchema.openapi({ description: "On pairs that the map was not fitted to" }),
  gain: z
    .object({ value: z.number(), interval: intervalSchema })
    .openapi({ description: "By how much the mean absolute error shrinks" }),
});

const mapSchema = z
  .object({ from: z.array(z.number()), to: z.array(z.number()) })
  .openapi({ description: "Straight lines between knots, level beyond the first and the last" });

/** What came of each attribute that the pairs name, as it is stored and served. */
export const reportSchema = z.object({
  folds: z.int(),
  interval_share: z.number(),
  analysers: z
    .array(z.string())
    .openapi({ description: "Versions of the analyser that our values are from" }),
  models: z.array(z.string()).openapi({ description: "Versions of the attribute model that they are from" }),
  attributes: z.partialRecord(z.enum(CALIBRATED_NAMES), z.union([judgedAttribute, tooLittle])),
});

export type Report = z.infer<typeof reportSchema>;

export const mapsSchema = z.partialRecord(z.enum(CALIBRATED_NAMES), mapSchema);

const summaryShape = {
  id: idSchema,
  type: z.literal("calibration"),
  href: z.url(),
  name: z.string().nullable(),
  method: createCalibrationSchema.shape.method.unwrap(),
  provenance: z.literal("caller").openapi({ description: "The known values are as the caller stated them" }),
  pairs: z.object({
    sent: z.int(),
    usable: z.int().openapi({ description: "Those of tracks of yours that are analysed" }),
  }),
  attributes: z.array(z.enum(CALIBRATED_NAMES)).openapi({ description: "Those that it maps" }),
  created_by: z.string(),
  created_at: z.iso.datetime(),
};

export const calibrationSummarySchema = z.object(summaryShape).openapi("CalibrationSummary");
export type CalibrationSummary = z.infer<typeof calibrationSummarySchema>;

export const calibrationSchema = z
  .object({ ...summaryShape, report: reportSchema, maps: mapsSchema })
  .openapi("Calibration");
export type Calibration = z.infer<typeof calibrationSchema>;

export const calibrationPageSchema = pagingSchema(calibrationSummarySchema).openapi("CalibrationPage");
