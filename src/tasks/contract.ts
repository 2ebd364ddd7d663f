import { z } from "@hono/zod-openapi";
import { idSchema } from "../http/index.ts";

export const taskSchema = z
  .object({
    id: idSchema,
    type: z.literal("task"),
    kind: z.literal("analysis"),
    href: z.url(),
    status: z.enum(["queued", "running", "succeeded", "failed"]),
    progress: z.number().min(0).max(1),
    attempts: z.int().openapi({ description: "Attempts begun so far" }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: "Why it failed, or why the last attempt did" }),
    track: z.object({ id: idSchema, href: z.url() }),
    result: z
      .object({ href: z.url() })
      .nullable()
      .openapi({ description: "Where the features are, once there" }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Task");

export type Task = z.infer<typeof taskSchema>;
