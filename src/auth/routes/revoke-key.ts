import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { ApiKeyStore } from "../api-key-store.ts";
import type { KeyDirectory } from "../key-directory.ts";
import { chainAct, type KeyTrail } from "../key-trail.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/keys/{id}",
  operationId: "revokeKey",
  tags: ["keys"],
  summary: "Revoke an API key",
  request: { params: idParams },
  responses: { 204: { description: "Revoked: dead here at once, everywhere within seconds" } },
});

/** `DELETE /v1/keys/{id}`. */
export const revokeKey = (keys: ApiKeyStore, directory: KeyDirectory, trail: KeyTrail) =>
  endpoint({ action: "keys:revoke", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId, actor } = c.var.principal;
    const [now, target] = [Date.now(), `key:${id}`];
    const row = await keys.find(tenantId, id);
    if (row) c.var.permit({ createdBy: row.createdBy, actor: target });
    const beside = [
      trail.audit.entry(tenantId, { action: "key_revoked", outcome: "done", actor, target }),
      trail.revocations.entry(tenantId, target, now),
    ];
    if (!row || !(await keys.revoke(tenantId, id, now, beside))) {
      throw new ApiError("not_found", "There is no live key with this id.");
    }
    directory.forget(id);
    await chainAct(c, trail);
    return c.body(null, 204);
  });
