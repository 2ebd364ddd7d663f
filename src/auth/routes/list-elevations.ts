import { createRoute } from "@hono/zod-openapi";
import { endpoint, pageOf, pagingQuery } from "../../http/index.ts";
import { grantOf, personOf } from "../../policy/index.ts";
import { presentElevation } from "../elevation.ts";
import { elevationPageSchema } from "../elevation-contract.ts";
import type { ElevationStore } from "../elevation-store.ts";

const route = createRoute({
  method: "get",
  path: "/v1/elevations",
  operationId: "listElevations",
  tags: ["elevations"],
  summary: "List elevations, past ones included: one's own, or as an owner everybody's",
  request: { query: pagingQuery },
  responses: {
    200: {
      description: "Elevations, newest first",
      content: { "application/json": { schema: elevationPageSchema } },
    },
  },
});

/** `GET /v1/elevations`. */
export const listElevations = (store: ElevationStore) =>
  endpoint({ action: "elevations:list", failures: [] }, route, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const { principal } = c.var;
    // A caller of whom no person is known owns none, and must not be taken for one who sees all.
    const whose = grantOf(principal, "elevations:list") === "yes" ? null : (personOf(principal) ?? "");
    const { rows, total } = await store.page(principal.tenantId, whose, limit, offset);
    const now = Date.now();
    const shown = rows.map((row) => presentElevation(row, now));
    return c.json(pageOf(c.req.url, shown, { limit, offset }, total), 200);
  });
