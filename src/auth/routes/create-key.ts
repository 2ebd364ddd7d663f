import { createRoute } from "@hono/zod-openapi";
import { newId } from "../../database/index.ts";
import { ApiError, endpoint } from "../../http/index.ts";
import { hashApiKey, mintApiKey } from "../api-key.ts";
import type { ApiKeyStore } from "../api-key-store.ts";
import { createApiKeySchema, newApiKeySchema } from "../contract.ts";
import { presentApiKey } from "../present-api-key.ts";

const route = createRoute({
  method: "post",
  path: "/v1/keys",
  operationId: "createKey",
  tags: ["keys"],
  summary: "Make an API key",
  request: { body: { required: true, content: { "application/json": { schema: createApiKeySchema } } } },
  responses: {
    201: {
      description: "The key, shown this once",
      content: { "application/json": { schema: newApiKeySchema } },
    },
  },
});

const DAY_MS = 86_400_000;

/** `POST /v1/keys`. A key can hand on no scope that it lacks. */
export const createKey = (keys: ApiKeyStore) =>
  endpoint(
    { action: "keys:create", failures: ["invalid_json", "unsupported_media_type"] },
    route,
    async (c) => {
      const { name, scopes, expires_in_days } = c.req.valid("json");
      const { tenantId, scopes: held } = c.var.principal;
      const missing = scopes.find((scope) => !held.includes(scope));
      if (missing) {
        throw new ApiError(
          "insufficient_scope",
          `This key cannot hand on “${missing}”, because it lacks it.`,
        );
      }
      const key = mintApiKey();
      const row = await keys.insert(tenantId, {
        id: newId(),
        name,
        hash: hashApiKey(key),
        hint: key.slice(-4),
        scopes: [...new Set(scopes)],
        expiresAt: expires_in_days === undefined ? null : Date.now() + expires_in_days * DAY_MS,
      });
      c.header("cache-control", "no-store");
      return c.json({ ...presentApiKey(row), key }, 201);
    },
  );
