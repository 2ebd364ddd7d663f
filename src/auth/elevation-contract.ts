import { z } from "@hono/zod-openapi";
import { idSchema, pagingSchema } from "../http/index.ts";
import { ACTIONS } from "../policy/index.ts";
import { MAX_ELEVATION_MINUTES } from "./elevation-state.ts";

const actionsSchema = z.array(z.enum(ACTIONS)).openapi({ example: ["audit:read"] });

export const elevationSchema = z
  .object({
    id: idSchema,
    type: z.literal("elevation"),
    user_id: z.string(),
    actions: actionsSchema,
    reason: z.string(),
    running: z.boolean(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable().openapi({ description: "When it was ended before its time" }),
  })
  .openapi("Elevation");

export type Elevation = z.infer<typeof elevationSchema>;

export const elevationPageSchema = pagingSchema(elevationSchema).openapi("ElevationPage");

export const createElevationSchema = z
  .strictObject({
    actions: actionsSchema
      .min(1)
      .max(ACTIONS.length)
      .openapi({ description: "Those that the policy opens to your role by elevation" }),
    reason: z
      .string()
      .trim()
      .min(10)
      .max(500)
      .openapi({ example: "Looking into the failed sign-ins of today" }),
    minutes: z.int().min(1).max(MAX_ELEVATION_MINUTES).openapi({ example: 15 }),
  })
  .openapi("CreateElevation");
