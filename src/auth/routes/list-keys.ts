import { createRoute } from "@hono/zod-openapi";
import { endpoint, pageOf, pagingQuery } from "../../http/index.ts";
import { grantOf } from "../../policy/index.ts";
import type { ApiKeyStore } from "../api-key-store.ts";
import { apiKeyPageSchema } from "../contract.ts";
import { presentApiKey } from "../present-api-key.ts";

const route = createRoute({
  method: "get",
  path: "/v1/keys",
  operationId: "listKeys",
  tags: ["keys"],
  summary: "List the tenant's API keys, or those one made oneself",
  request: { query: pagingQuery },
  responses: {
    200: { description: "Keys, oldest first", content: { "application/json": { schema: apiKeyPageSchema } } },
  },
});

/** `GET /v1/keys`. */
export const listKeys = (keys: ApiKeyStore) =>
  endpoint({ action: "keys:list", failures: [] }, route, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const { principal } = c.var;
    const maker = grantOf(principal, "keys:list") === "own" ? principal.actor : undefined;
    const { rows, total } = await keys.page(principal.tenantId, limit, offset, maker);
    return c.json(pageOf(c.req.url, rows.map(presentApiKey), { limit, offset }, total), 200);
  });
