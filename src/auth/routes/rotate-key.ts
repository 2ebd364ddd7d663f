import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { ApiKeyRow, ApiKeyStore } from "../api-key-store.ts";
import { newApiKeySchema, rotateApiKeySchema } from "../contract.ts";
import type { KeyDirectory } from "../key-directory.ts";
import { chainAct, type KeyTrail } from "../key-trail.ts";
import { newKeyOf } from "../new-key.ts";
import { presentApiKey } from "../present-api-key.ts";

const route = createRoute({
  method: "post",
  path: "/v1/keys/{id}/rotate",
  operationId: "rotateKey",
  tags: ["keys"],
  summary: "Put a new API key in the place of an old one",
  request: {
    params: idParams,
    body: { required: true, content: { "application/json": { schema: rotateApiKeySchema } } },
  },
  responses: {
    201: {
      description:
        "The new key, shown this once: of the same name and scopes, and as long-lived, counted from now. " +
        "The old one ends after the overlap. One that a key puts in its own place ends when that one would have",
      content: { "application/json": { schema: newApiKeySchema } },
    },
  },
});

const MINUTE_MS = 60_000;

/** `POST /v1/keys/{id}/rotate`. Of several rotations of one key at once, one is carried out; the others find it dead. */
export const rotateKey = (keys: ApiKeyStore, directory: KeyDirectory, trail: KeyTrail) =>
  endpoint(
    { action: "keys:rotate", failures: ["not_found", "invalid_json", "unsupported_media_type"] },
    route,
    async (c) => {
      const { id } = c.req.valid("param");
      const { overlap_minutes } = c.req.valid("json");
      const { principal } = c.var;
      const { tenantId, actor } = principal;
      const [now, target] = [Date.now(), `key:${id}`];
      const old = await keys.find(tenantId, id);
      if (!old) throw new ApiError("not_found", NOT_LIVE);
      c.var.permit({ createdBy: old.createdBy, actor: target });

      // A key that renews itself stays its maker's; what somebody else renews becomes theirs, who hold it now.
      const createdBy = actor === target && old.createdBy !== null ? old.createdBy : actor;
      const wish = { name: old.name, scopes: old.scopes, lifetimeMs: lifetimeOf(old), createdBy };
      const { key, row } = newKeyOf(principal, wish, now);
      const endsAt = now + overlap_minutes * MINUTE_MS;
      const event = {
        action: "key_rotated",
        outcome: "done",
        actor,
        target,
        details: { successor: row.id, overlap_minutes },
      } as const;
      const made = await keys.replace(tenantId, old, row, { now, endsAt }, [
        trail.audit.entry(tenantId, event),
        ...(overlap_minutes === 0 ? [trail.revocations.entry(tenantId, target, now)] : []),
      ]);
      if (!made) throw new ApiError("not_found", NOT_LIVE);
      // Not only when it ends at once: what is remembered of it has the old expiry.
      directory.forget(id);
      await chainAct(c, trail);
      c.header("cache-control", "no-store");
      return c.json({ ...presentApiKey(made), key }, 201);
    },
  );

const NOT_LIVE = "There is no live key with this id that has not been replaced yet.";

function lifetimeOf({ createdAt, expiresAt }: ApiKeyRow): number | null {
  return expiresAt === null ? null : expiresAt - createdAt;
}
