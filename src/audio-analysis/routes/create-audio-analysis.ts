import { createRoute } from "@hono/zod-openapi";
import { ApiError, endpoint, errorCodeOf, originOf, preferredWaitMs } from "../../http/index.ts";
import { awaitTask, presentTask, RETRY_AFTER_SECONDS, taskSchema } from "../../tasks/index.ts";
import { analysisRequestSchema } from "../contract.ts";
import { type RequestParts, requestAnalysis } from "../request-analysis.ts";

const route = createRoute({
  method: "post",
  path: "/v1/audio/analyses",
  operationId: "createAudioAnalysis",
  tags: ["audio analysis"],
  summary: "Compute chosen parts of a track's analysis, and matrices as JSON or .npy",
  description:
    "`Prefer: wait=20` holds the answer until the analysis has ended. Results are kept for seven days.",
  request: {
    body: { required: true, content: { "application/json": { schema: analysisRequestSchema } } },
  },
  responses: {
    201: {
      description: "Done while waiting; `Location` is the analysis",
      content: { "application/json": { schema: taskSchema } },
    },
    202: {
      description: "Queued; `Location` is its task",
      content: { "application/json": { schema: taskSchema } },
    },
  },
});

/** `POST /v1/audio/analyses`. */
export const createAudioAnalysis = (parts: RequestParts) =>
  endpoint(
    {
      action: "tracks:analyse",
      failures: ["not_found", "quota_exceeded", "corrupt_audio", "unsupported_audio", "analysis_failed"],
    },
    route,
    async (c) => {
      const { track_id: trackId, ...asked } = c.req.valid("json");
      const { tenantId } = c.var.principal;
      const track = await parts.findTrack(tenantId, trackId);
      if (!track) throw new ApiError("not_found", "There is no track with this id.");
      c.var.permit(track);
      const queued = await requestAnalysis(
        parts,
        tenantId,
        { trackId, ...asked, parts: [...new Set(asked.parts)], matrices: [...new Set(asked.matrices)] },
        c.var.traceId,
      );
      if (!queued) throw new ApiError("not_found", "There is no track with this id.");
      const waitMs = preferredWaitMs(c.req.header("prefer"));
      const task =
        waitMs > 0 ? ((await awaitTask(parts.tasks, tenantId, queued.id, waitMs)) ?? queued) : queued;
      if (waitMs > 0) c.header("preference-applied", `wait=${waitMs / 1000}`);
      const shown = presentTask(task, originOf(c));
      if (task.status === "failed" && waitMs > 0) {
        throw new ApiError(
          errorCodeOf(task.errorCode ?? "analysis_failed"),
          task.errorMessage ?? "The analysis failed.",
          { details: { task: shown } },
        );
      }
      if (task.status === "succeeded") {
        c.header("location", `/v1/audio/analyses/${task.id}`);
        return c.json(shown, 201);
      }
      c.header("location", `/v1/tasks/${task.id}`);
      c.header("retry-after", String(RETRY_AFTER_SECONDS));
      return c.json(shown, 202);
    },
  );
