import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, originOf } from "../../http/index.ts";
import type { CalibrationStore } from "../calibration-store.ts";
import { calibrationSchema } from "../contract.ts";
import { presentCalibration } from "../present-calibration.ts";

const route = createRoute({
  method: "get",
  path: "/v1/calibrations/{id}",
  operationId: "getCalibration",
  tags: ["calibrations"],
  summary: "A calibration: its maps, and agreement before and after",
  request: { params: idParams },
  responses: {
    200: { description: "It", content: { "application/json": { schema: calibrationSchema } } },
  },
});

/** `GET /v1/calibrations/{id}`. */
export const getCalibration = (calibrations: CalibrationStore) =>
  endpoint({ action: "calibrations:read", failures: ["not_found"] }, route, async (c) => {
    const row = await calibrations.find(c.var.principal.tenantId, c.req.valid("param").id);
    if (!row) throw new ApiError("not_found", "There is no calibration with this id.");
    c.header("cache-control", "private, no-cache");
    return c.json(presentCalibration(row, originOf(c)), 200);
  });
