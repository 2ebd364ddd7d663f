import { z } from "@hono/zod-openapi";
import { idSchema, pagingSchema } from "../http/index.ts";
import { SCOPES } from "../policy/index.ts";

export const apiKeySchema = z
  .object({
    id: idSchema,
    type: z.literal("api_key"),
    name: z.string(),
    hint: z.string().openapi({ description: "The key's last four characters", example: "x7Qa" }),
    scopes: z.array(z.enum(SCOPES)),
    created_at: z.iso.datetime(),
    created_by: z
      .string()
      .nullable()
      .openapi({ description: "Who made it: `user:…` or `key:…`; null: the server itself" }),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When it was last used, to two minutes; null: never" }),
    replaced_by: idSchema.nullable().openapi({ description: "The key that took its place by rotation" }),
  })
  .openapi("ApiKey");

export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = apiKeySchema
  .extend({
    key: z.string().openapi({ description: "The key itself. It is shown this once and never again." }),
  })
  .openapi("NewApiKey");

export const apiKeyPageSchema = pagingSchema(apiKeySchema).openapi("ApiKeyPage");

export const createApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100).openapi({ example: "my laptop" }),
    scopes: z.array(z.enum(SCOPES)).min(1).default(["tracks:read"]),
    expires_in_days: z.int().min(1).max(3650).optional(),
  })
  .openapi("CreateApiKey");

export const rotateApiKeySchema = z
  .strictObject({
    overlap_minutes: z
      .int()
      .min(0)
      .max(1440)
      .default(0)
      .openapi({ description: "For how long the old key goes on working beside the new one" }),
  })
  .openapi("RotateApiKey");
