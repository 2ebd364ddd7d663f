import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf, pageOf, pagingQuery } from "../../http/index.ts";
import type { CalibrationStore } from "../calibration-store.ts";
import { calibrationPageSchema } from "../contract.ts";
import { presentSummary } from "../present-calibration.ts";

const route = createRoute({
  method: "get",
  path: "/v1/calibrations",
  operationId: "listCalibrations",
  tags: ["calibrations"],
  summary: "The tenant's calibrations",
  request: { query: pagingQuery },
  responses: {
    200: {
      description: "Newest first, without reports and maps",
      content: { "application/json": { schema: calibrationPageSchema } },
    },
  },
});

/** `GET /v1/calibrations`. */
export const listCalibrations = (calibrations: CalibrationStore) =>
  endpoint({ action: "calibrations:list", failures: [] }, route, async (c) => {
    const { limit, offset } = c.req.valid("query");
    const { rows, total } = await calibrations.page(c.var.principal.tenantId, limit, offset);
    const items = rows.map((row) => presentSummary(row, originOf(c)));
    return c.json(pageOf(c.req.url, items, { limit, offset }, total), 200);
  });
