import { z } from "@hono/zod-openapi";
import { idSchema } from "../http/index.ts";
import { TASK_KINDS } from "./tables.ts";

export const taskSchema = z
  .object({
    id: idSchema,
    type: z.literal("task"),
    kind: z.enum(TASK_KINDS).openapi({
      description:
        "`analysis`: of a track; `extraction`: of parts and matrices that were asked for; `library`: of all tracks",
    }),
    href: z.url(),
    status: z.enum(["queued", "running", "succeeded", "failed"]),
    progress: z.number().min(0).max(1),
    attempts: z.int().openapi({ description: "Attempts begun so far" }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: "Why it failed, or why the last attempt did" }),
    track: z
      .object({ id: idSchema, href: z.url() })
      .nullable()
      .openapi({ description: "Null for the whole library" }),
    result: z
      .object({ href: z.url() })
      .nullable()
      .openapi({ description: "Where the answer is, once there" }),
    counts: z
      .object({ queued: z.int(), running: z.int(), succeeded: z.int(), failed: z.int() })
      .optional()
      .openapi({ description: "Of a library: its analyses by status" }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Task");

export type Task = z.infer<typeof taskSchema>;
