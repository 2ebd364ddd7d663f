import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams, isHeld, originOf } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { audioFeaturesSchema } from "../contract.ts";
import type { FeatureReader } from "../read-features.ts";
import { atOrigin } from "../stored-features.ts";

const route = createRoute({
  method: "get",
  path: "/v1/audio-features/{id}",
  operationId: "getAudioFeatures",
  tags: ["audio features"],
  summary: "A track's audio features, each with its confidence",
  request: { params: idParams },
  responses: {
    200: { description: "The features", content: { "application/json": { schema: audioFeaturesSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/audio-features/{id}`, the hot path: a hit in the isolate does no I/O at all. */
export const getAudioFeatures = (reader: FeatureReader, tasks: TaskStore) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId } = c.var.principal;
    const features =
      reader.peek(tenantId, id) ??
      (await reader.one(tenantId, id, (work) => c.executionCtx.waitUntil(work))) ??
      (await explainAbsence(c, tasks, id));
    c.header("etag", features.etag);
    c.header("cache-control", "private, no-cache");
    if (isHeld(c, features.etag)) return c.body(null, 304);
    // The text was valid when it was stored; parsing it only for the type's sake would cost the hot path.
    return c.body(atOrigin(features.body, originOf(c)), 200, { "content-type": "application/json" }) as never;
  });
