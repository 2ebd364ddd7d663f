import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams, isHeld, originOf } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { calibratedBy, calibrationQuery } from "../calibrated.ts";
import type { Calibrator } from "../calibrator.ts";
import { audioFeaturesSchema } from "../contract.ts";
import type { FeatureReader } from "../read-features.ts";
import { atOrigin, entityTagOf, type StoredFeatures } from "../stored-features.ts";

const route = createRoute({
  method: "get",
  path: "/v1/audio-features/{id}",
  operationId: "getAudioFeatures",
  tags: ["audio features"],
  summary: "A track's audio features, each with its confidence",
  request: { params: idParams, query: calibrationQuery },
  responses: {
    200: { description: "The features", content: { "application/json": { schema: audioFeaturesSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/audio-features/{id}`, the hot path: without a calibration, a hit in the isolate does no I/O at all. */
export const getAudioFeatures = (reader: FeatureReader, tasks: TaskStore, calibrator: Calibrator) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId } = c.var.principal;
    const { calibration } = c.req.valid("query");
    const apply = calibration === undefined ? null : await calibratedBy(calibrator, tenantId, calibration);
    const found =
      reader.peek(tenantId, id) ??
      (await reader.one(tenantId, id, (work) => c.executionCtx.waitUntil(work))) ??
      (await explainAbsence(c, tasks, id));
    const features = apply ? calibrated(found.body, apply) : found;
    c.header("etag", features.etag);
    c.header("cache-control", "private, no-cache");
    if (isHeld(c, features.etag)) return c.body(null, 304);
    // The text was valid when it was stored; parsing it only for the type's sake would cost the hot path.
    return c.body(atOrigin(features.body, originOf(c)), 200, { "content-type": "application/json" }) as never;
  });

function calibrated(stored: string, apply: (body: string) => string): StoredFeatures {
  const body = apply(stored);
  return { body, etag: entityTagOf(body) };
}
