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
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
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
  .object({
    name: z.string().trim().min(1).max(100).openapi({ example: "my laptop" }),
    scopes: z.array(z.enum(SCOPES)).min(1).default(["tracks:read"]),
    expires_in_days: z.int().min(1).max(3650).optional(),
  })
  .openapi("CreateApiKey");
