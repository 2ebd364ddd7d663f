import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams } from "../../http/index.ts";
import type { ApiKeyStore } from "../api-key-store.ts";
import type { KeyDirectory } from "../key-directory.ts";

const route = createRoute({
  method: "delete",
  path: "/v1/keys/{id}",
  operationId: "revokeKey",
  tags: ["keys"],
  summary: "Revoke an API key",
  request: { params: idParams },
  responses: { 204: { description: "Revoked: dead here at once, everywhere within 30 seconds" } },
});

/** `DELETE /v1/keys/{id}`. */
export const revokeKey = (keys: ApiKeyStore, directory: KeyDirectory) =>
  endpoint({ action: "keys:revoke", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    if (!(await keys.revoke(c.var.principal.tenantId, id, Date.now()))) {
      throw new ApiError("not_found", "There is no live key with this id.");
    }
    directory.forget(id);
    return c.body(null, 204);
  });
