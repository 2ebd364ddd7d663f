import { z } from "@hono/zod-openapi";
import {
  catalogIdSchema,
  clearable,
  entryIdSchema,
  issuesSchema,
  lineSchema,
  optional,
} from "../contract.ts";

export const MOST_RANGES = 5000;
/** A week, in milliseconds. */
const LONGEST = 604_800_000;

export const reviewDetails = {
  title: lineSchema(300),
  track_id: catalogIdSchema.openapi({ description: "The recording under review" }),
  duration_ms: z.int().min(0).max(LONGEST),
};

const time = z.int().min(0).max(LONGEST);
export const spanSchema = z.object({ start_ms: time, end_ms: time });
export const rangeFields = { label: lineSchema(300) };

export const rangeSchema = z.object({
  id: entryIdSchema.openapi({ description: "What a comment names that is about this range" }),
  ...spanSchema.shape,
  ...optional(rangeFields),
});
export type Range = z.infer<typeof rangeSchema>;

export const reviewSchema = z
  .object({
    kind: z.literal("review"),
    ...optional(reviewDetails),
    ranges: z.array(rangeSchema).openapi({ description: "In the order of time; a moment has no length" }),
    issues: issuesSchema,
  })
  .openapi("ReviewDocument");
export type Review = z.infer<typeof reviewSchema>;

const id = entryIdSchema;
export const reviewOperationSchema = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("set_details"), ...clearable(reviewDetails) }),
    z.strictObject({ op: z.literal("add_range"), id, ...spanSchema.shape, ...optional(rangeFields) }),
    z.strictObject({ op: z.literal("move_range"), id, ...spanSchema.shape }),
    z.strictObject({ op: z.literal("set_range"), id, ...clearable(rangeFields) }),
    z.strictObject({ op: z.literal("remove_range"), id }),
  ])
  .openapi("ReviewOperation");
export type ReviewOperation = z.infer<typeof reviewOperationSchema>;
