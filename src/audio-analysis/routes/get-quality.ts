import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams, isHeld } from "../../http/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import type { AnalysisStore } from "../analysis-store.ts";
import { qualitySchema } from "../quality-contract.ts";

const route = createRoute({
  method: "get",
  path: "/v1/tracks/{id}/quality",
  operationId: "getTrackQuality",
  tags: ["audio analysis"],
  summary:
    "How good a recording is technically: loudness, clipping, phase, band, noise, and a score with its reasons",
  request: { params: idParams },
  responses: {
    200: { description: "The quality", content: { "application/json": { schema: qualitySchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/tracks/{id}/quality`: the stored text. */
export const getQuality = (analyses: AnalysisStore, tasks: TaskStore) =>
  endpoint({ action: "features:read", failures: ["not_found", "analysis_pending"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const part =
      (await analyses.findPart(c.var.principal.tenantId, id, "quality")) ??
      (await explainAbsence(c, tasks, id));
    c.header("etag", part.etag);
    c.header("cache-control", "private, no-cache");
    if (isHeld(c, part.etag)) return c.body(null, 304);
    // The text was valid when it was stored.
    return c.body(part.body, 200, { "content-type": "application/json" }) as never;
  });
