import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, idParams, originOf } from "../../http/index.ts";
import { presentTask, RETRY_AFTER_SECONDS, taskSchema } from "../../tasks/index.ts";
import { type CatalogParts, startAnalysis } from "../add-recording.ts";

const route = createRoute({
  method: "post",
  path: "/v1/tracks/{id}/analyses",
  operationId: "analyseTrack",
  tags: ["tracks"],
  summary: "Analyse a track anew",
  description: "Its features stay as they are until the new ones replace them.",
  request: { params: idParams },
  responses: {
    202: {
      description: "Queued, or under way already",
      content: { "application/json": { schema: taskSchema } },
    },
  },
});

/** `POST /v1/tracks/{id}/analyses`. */
export const analyseTrack = (parts: CatalogParts) =>
  endpoint({ action: "tracks:analyse", failures: ["not_found"] }, route, async (c) => {
    const { id } = c.req.valid("param");
    const { tenantId } = c.var.principal;
    const track = await parts.tracks.find(tenantId, id);
    if (track) c.var.permit(track);
    const task = track && (await startAnalysis(parts, tenantId, id, c.var.traceId));
    if (!task) throw new ApiError("not_found", "There is no track with this id.");
    c.header("location", `/v1/tasks/${task.id}`);
    c.header("retry-after", String(RETRY_AFTER_SECONDS));
    return c.json(presentTask(task, originOf(c)), 202);
  });
