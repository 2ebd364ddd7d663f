import { createRoute } from "@hono/zod-openapi";
import { endpoint } from "../../http/index.ts";
import type { ApiKeyStore } from "../api-key-store.ts";
import { createApiKeySchema, newApiKeySchema } from "../contract.ts";
import { chainAct, type KeyTrail } from "../key-trail.ts";
import { newKeyOf } from "../new-key.ts";
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
      description: "The key, shown this once. One that a key makes ends with that one at the latest",
      content: { "application/json": { schema: newApiKeySchema } },
    },
  },
});

const DAY_MS = 86_400_000;

/** `POST /v1/keys`. Nobody can hand on what they lack. */
export const createKey = (keys: ApiKeyStore, trail: KeyTrail) =>
  endpoint(
    { action: "keys:create", failures: ["invalid_json", "unsupported_media_type"] },
    route,
    async (c) => {
      const { name, scopes, expires_in_days } = c.req.valid("json");
      const { principal } = c.var;
      const lifetimeMs = expires_in_days === undefined ? null : expires_in_days * DAY_MS;
      const wish = { name, scopes, lifetimeMs, createdBy: principal.actor };
      const { key, row } = newKeyOf(principal, wish, Date.now());
      const event = {
        action: "key_created",
        outcome: "done",
        actor: principal.actor,
        target: `key:${row.id}`,
        details: { scopes: row.scopes.join(" ").slice(0, 120), expires: row.expiresAt !== null },
      } as const;
      const made = await keys.insert(principal.tenantId, row, [trail.audit.entry(principal.tenantId, event)]);
      await chainAct(c, trail);
      c.header("cache-control", "no-store");
      return c.json({ ...presentApiKey(made), key }, 201);
    },
  );
