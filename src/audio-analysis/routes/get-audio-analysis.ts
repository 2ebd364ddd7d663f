import { createRoute } from "@hono/zod-openapi";
import { endpoint, idParams } from "../../http/index.ts";
import type { ObjectStore } from "../../storage/index.ts";
import { explainAbsence, type TaskStore } from "../../tasks/index.ts";
import { answerObject } from "../answer-object.ts";
import { ANALYSIS_CARDS } from "../cards-of-parts.ts";
import { audioAnalysisSchema } from "../contract.ts";
import { readAnalysisObject } from "../objects.ts";

const route = createRoute({
  method: "get",
  path: "/v1/audio-analysis/{id}",
  operationId: "getAudioAnalysis",
  tags: ["audio analysis"],
  summary: "A track's whole analysis: bars, beats, tatums, sections and segments",
  request: { params: idParams },
  responses: {
    200: { description: "The analysis", content: { "application/json": { schema: audioAnalysisSchema } } },
    304: { description: "Unchanged since the entity tag that was sent" },
  },
});

/** `GET /v1/audio-analysis/{id}`: streams the stored text, gzipped as it lies where the caller takes that. */
export const getAudioAnalysis = (objects: ObjectStore, tasks: TaskStore) =>
  endpoint(
    { action: "features:read", failures: ["not_found", "analysis_pending"], cards: ANALYSIS_CARDS },
    route,
    async (c) => {
      const { id } = c.req.valid("param");
      const object =
        (await readAnalysisObject(objects, c.var.principal.tenantId, id, "audio-analysis.json.gz")) ??
        (await explainAbsence(c, tasks, id));
      return (await answerObject(c, object, "application/json")) as never;
    },
  );
