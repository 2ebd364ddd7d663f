import { createRoute } from "@hono/zod-openapi";
import { endpoint, originOf } from "../../http/index.ts";
import { calibrationSchema, createCalibrationSchema, MOST_PAIRS } from "../contract.ts";
import { type CalibrationParts, createCalibration as makeCalibration } from "../create-calibration.ts";
import { presentCalibration } from "../present-calibration.ts";

/** Room for as many pairs as there may be, each with Spotify's whole object. */
const MOST_BYTES = 600 * MOST_PAIRS;

const route = createRoute({
  method: "post",
  path: "/v1/calibrations",
  operationId: "createCalibration",
  tags: ["calibrations"],
  summary: "Fit maps from our figures to the values that you knew the same tracks by",
  description:
    "By sending values you state that you may use them for this. They make this tenant's maps and nothing else, are never learned from, and are not kept: what is kept are the maps and the report.",
  request: {
    body: { required: true, content: { "application/json": { schema: createCalibrationSchema } } },
  },
  responses: {
    201: {
      description: "Made, with agreement before and after on pairs that were held out",
      content: { "application/json": { schema: calibrationSchema } },
    },
  },
});

/** `POST /v1/calibrations`. */
export const createCalibration = (parts: CalibrationParts) =>
  endpoint(
    {
      action: "calibrations:create",
      failures: ["invalid_json", "unsupported_media_type", "too_few_pairs"],
      bodyBytes: MOST_BYTES,
    },
    route,
    async (c) => {
      const row = await makeCalibration(parts, c.var.principal, c.req.valid("json"), Date.now());
      c.header("location", `/v1/calibrations/${row.id}`);
      return c.json(presentCalibration(row, originOf(c)), 201);
    },
  );
