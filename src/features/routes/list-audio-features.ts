import { createRoute, z } from "@hono/zod-openapi";
import { endpoint, isHeld, originOf } from "../../http/index.ts";
import { calibratedBy, calibrationQuery } from "../calibrated.ts";
import type { Calibrator } from "../calibrator.ts";
import { audioFeaturesListSchema } from "../contract.ts";
import type { FeatureReader } from "../read-features.ts";
import { atOrigin, entityTagOf } from "../stored-features.ts";

const MOST = 100;

const query = calibrationQuery.extend({
  ids: z
    .string()
    .transform((text) => text.split(",").map((id) => id.trim()))
    .pipe(z.array(z.string().min(1, "has an empty entry")).max(MOST, `takes ${MOST} ids at the most`))
    .openapi({
      type: "string",
      description: `Comma-separated ids, ${MOST} at the most`,
      example: "5kTZ0hYzLm4wQ2sVn8aXcB",
    }),
});

const route = createRoute({
  method: "get",
  path: "/v1/audio-features",
  operationId: "listAudioFeatures",
  tags: ["audio features"],
  summary: "The audio features of many tracks",
  request: { query },
  responses: {
    200: {
      description: "One entry an id, in order; null where there are no features",
      content: { "application/json": { schema: audioFeaturesListSchema } },
    },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/audio-features?ids=`: one D1 round trip for all that this isolate does not hold. */
export const listAudioFeatures = (reader: FeatureReader, calibrator: Calibrator) =>
  endpoint({ action: "features:read", failures: ["not_found"] }, route, async (c) => {
    const { ids, calibration } = c.req.valid("query");
    const { tenantId } = c.var.principal;
    const apply = calibration === undefined ? null : await calibratedBy(calibrator, tenantId, calibration);
    const found = await reader.many(tenantId, ids);
    const bodies = found.map((features) => features && (apply ? apply(features.body) : features.body));
    const list = bodies.map((body) => body ?? "null").join(",");
    const body = atOrigin(`{"audio_features":[${list}]}`, originOf(c));
    const etag = entityTagOf(body);
    c.header("etag", etag);
    c.header("cache-control", "private, no-cache");
    if (isHeld(c, etag)) return c.body(null, 304);
    return c.body(body, 200, { "content-type": "application/json" }) as never;
  });
