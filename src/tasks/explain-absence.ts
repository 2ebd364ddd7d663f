import { ApiError, type AppContext, errorCodeOf, originOf } from "../http/index.ts";
import { presentTask, RETRY_AFTER_SECONDS } from "./present-task.ts";
import type { TaskStore } from "./task-store.ts";

/**
 * Says why nothing is known of a track: there is none, its analysis is still under way, or it failed and why.
 * @throws ApiError `not_found` or `analysis_pending`, always
 */
export async function explainAbsence(c: AppContext, tasks: TaskStore, trackId: string): Promise<never> {
  const [task] = await tasks.selectLatest(c.var.principal.tenantId, trackId);
  if (!task) throw new ApiError("not_found", "There is no track with this id.");
  const details = { task: presentTask(task, originOf(c)) };
  if (task.status === "failed") {
    const why = task.errorMessage ?? "The analysis failed.";
    throw new ApiError("not_found", `Nothing is known of the sound of this track. ${why}`, {
      details: { ...details, reason: errorCodeOf(task.errorCode ?? "analysis_failed") },
    });
  }
  if (task.status === "succeeded") {
    throw new ApiError(
      "not_found",
      "An earlier version of the analyser did not compute this. POST /v1/tracks/{id}/analyses analyses the track anew.",
      { details },
    );
  }
  throw new ApiError("analysis_pending", "This track is still being analysed; ask again in a moment.", {
    details,
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}
