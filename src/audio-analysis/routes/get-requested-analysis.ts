import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, originOf } from "../../http/index.ts";
import { gunzip } from "../../storage/index.ts";
import { requestedAnalysisSchema } from "../contract.ts";
import { findFinished } from "../find-finished.ts";
import { requestedKey } from "../objects.ts";
import { presentRequestedAnalysis } from "../present-requested-analysis.ts";
import type { RequestParts } from "../request-analysis.ts";

const route = createRoute({
  method: "get",
  path: "/v1/audio/analyses/{id}",
  operationId: "getRequestedAudioAnalysis",
  tags: ["audio analysis"],
  summary: "The parts that were asked for, and where the matrices are",
  request: { params: idParams },
  responses: {
    200: {
      description: "The analysis",
      content: { "application/json": { schema: requestedAnalysisSchema } },
    },
  },
});

/** `GET /v1/audio/analyses/{id}`: what the row says, then the stored text, as one streamed object. */
export const getRequestedAnalysis = (parts: RequestParts) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const row = await findFinished(c, parts, c.req.valid("param").id);
    const key = requestedKey(row.tenantId, row.trackId, row.id, "result.json.gz");
    const object = await parts.objects.read(key);
    if (!object) throw new ApiError("internal_error", "The result is missing from the store.");
    const head = JSON.stringify(presentRequestedAnalysis(row, originOf(c)));
    const text = gunzip(object.body).pipeThrough(joinObjects(head));
    c.header("cache-control", "private, no-cache");
    return c.body(text, 200, { "content-type": "application/json" }) as never;
  });

/** Makes one JSON object of a text and the one that streams by: `{"a":1}` and `{"b":2}` become `{"a":1,"b":2}`. */
function joinObjects(head: string): TransformStream<Uint8Array, Uint8Array> {
  let begun = false;
  return new TransformStream({
    transform(chunk, controller) {
      if (begun || chunk.length === 0) return controller.enqueue(chunk);
      begun = true;
      controller.enqueue(new TextEncoder().encode(`${head.slice(0, -1)},`));
      controller.enqueue(chunk.subarray(1));
    },
  });
}
