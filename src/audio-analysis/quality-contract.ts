import { z } from "@hono/zod-openapi";
import { REASON_CODES } from "../audio/quality/index.ts";

const share = () => z.number().min(0).max(1);
const seconds = () => z.number().min(0);
const decibels = () => z.number().nullable();
const correlation = () => z.number().min(-1).max(1).nullable();

/** A recording's technical quality. */
export const qualitySchema = z
  .object({
    type: z.literal("quality"),
    analyser: z.string(),
    model: z
      .literal("descant-quality-detector")
      .openapi({ description: "Whose card says how good `bandwidth.verdict` is" }),
    duration: seconds(),
    sample_rate: z.int(),
    channels: z.int(),
    score: z.object({
      value: z
        .number()
        .min(0)
        .max(100)
        .nullable()
        .openapi({ description: "Null for silence, and below 3 s" }),
      confidence: share(),
      reasons: z
        .array(z.object({ code: z.enum(REASON_CODES), sentence: z.string(), points: z.number().min(0) }))
        .openapi({ description: "What points were taken off for, the dearest first" }),
    }),
    loudness: z
      .object({
        integrated_lufs: decibels(),
        range_lu: decibels(),
        momentary_max_lufs: decibels(),
        short_term_max_lufs: decibels(),
        true_peak_dbtp: decibels(),
        sample_peak_dbfs: decibels(),
        confidence: share(),
        curve: z.object({
          step: z.number(),
          window: z.number(),
          short_term_lufs: z
            .array(z.number())
            .openapi({ description: "Of the 3 s that begin at i · step; −70 at least" }),
        }),
      })
      .openapi({ description: "ITU-R BS.1770-5, EBU R 128; null for silence and what is too short" }),
    dynamics: z.object({
      crest_factor_db: decibels(),
      peak_to_loudness_db: decibels(),
      peak_to_short_term_db: decibels(),
    }),
    clipping: z.object({
      full_scale_runs: z.int(),
      full_scale_samples: z.int(),
      flat_top_runs: z.int(),
      flat_top_samples: z.int(),
      share: share(),
      regions: z.array(z.object({ start: seconds(), end: seconds(), samples: z.int() })),
      confidence: share(),
    }),
    dc_offset: z.object({ channels: z.array(z.number()), confidence: share() }),
    stereo: z
      .object({
        kind: z.enum(["stereo", "mono_in_stereo", "inverted_phase", "one_sided"]),
        correlation: correlation(),
        lowest_correlation: correlation(),
        out_of_phase_share: share(),
        balance_db: decibels().openapi({ description: "Above 0 where right is louder" }),
        mono_loss_db: z.number(),
        confidence: share(),
      })
      .nullable()
      .openapi({ description: "Null but for two channels with sound" }),
    dead_channels: z.array(z.int()).openapi({ description: "Silent beside others that are not, from 0" }),
    noise_floor: z.object({ dbfs: decibels(), confidence: share() }),
    bandwidth: z.object({
      hertz: z.number().nullable(),
      cutoff_hertz: z.number().nullable(),
      drop_db: decibels(),
      verdict: z.enum(["full", "lossy", "upsampled"]).nullable(),
      likely: z.string().nullable(),
      confidence: share(),
    }),
    silence: z
      .object({
        head: seconds(),
        tail: seconds(),
        gaps: z.array(z.object({ start: seconds(), end: seconds() })),
        share: share(),
        digital_share: share(),
      })
      .openapi({ description: "Below −60 dBFS" }),
    mastering: z
      .array(
        z.object({
          target: z.string(),
          target_lufs: z.number(),
          ceiling_dbtp: z.number(),
          gain_db: z.number(),
          true_peak_dbtp: z.number().openapi({ description: "After that gain" }),
          exceeds_ceiling: z.boolean(),
          clean_gain_db: z.number().openapi({ description: "The most gain that stays under the ceiling" }),
          clean_lufs: z.number(),
        }),
      )
      .nullable(),
  })
  .openapi("Quality");

export type QualityAnswer = z.infer<typeof qualitySchema>;
