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

export const MOST_TASKS = 1000;
/** Most tasks that one task waits for. */
export const MOST_DEPENDENCIES = 50;

export const TASK_STATES = ["todo", "doing", "blocked", "done", "dropped"] as const;

const date = z.iso.date();

export const planDetails = {
  title: lineSchema(300),
  release_date: date,
  note: proseSchema(5000),
};

export const taskFields = {
  title: lineSchema(300),
  state: z.enum(TASK_STATES),
  start: date,
  due: date,
  owner: personSchema,
  track_id: catalogIdSchema,
  note: proseSchema(5000),
};

export const taskSchema = z.object({
  id: entryIdSchema,
  ...optional(taskFields),
  state: taskFields.state,
  depends_on: z.array(entryIdSchema).openapi({ description: "Tasks to be done before; never in a circle" }),
  waits_for: z
    .array(entryIdSchema)
    .openapi({ description: "Those of them that are neither done nor dropped" }),
});
export type Task = z.infer<typeof taskSchema>;

export const releasePlanSchema = z
  .object({
    kind: z.literal("release-plan"),
    ...optional(planDetails),
    tasks: z.array(taskSchema),
    issues: issuesSchema,
  })
  .openapi("ReleasePlanDocument");
export type ReleasePlan = z.infer<typeof releasePlanSchema>;

const id = entryIdSchema;
export const releasePlanOperationSchema = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("set_details"), ...clearable(planDetails) }),
    z.strictObject({
      op: z.literal("add_task"),
      id,
      after: afterSchema.optional(),
      ...optional(taskFields),
      title: taskFields.title,
    }),
    z.strictObject({ op: z.literal("move_task"), id, after: afterSchema }),
    z.strictObject({ op: z.literal("set_task"), id, ...clearable(taskFields) }),
    z.strictObject({ op: z.literal("remove_task"), id }),
    z.strictObject({ op: z.literal("add_dependency"), id, on: entryIdSchema }),
    z.strictObject({ op: z.literal("remove_dependency"), id, on: entryIdSchema }),
  ])
  .openapi("ReleasePlanOperation");
export type ReleasePlanOperation = z.infer<typeof releasePlanOperationSchema>;
