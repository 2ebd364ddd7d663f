import { ApiError, type AppContext, errorCodeOf, originOf } from "../http/index.ts";
import { presentTask, RETRY_AFTER_SECONDS, type TaskStore } from "../tasks/index.ts";
import type { AnalysisStore, RequestedAnalysisRow } from "./analysis-store.ts";

/**
 * A requested analysis whose results are there.
 * @throws ApiError `not_found` for one that is not the tenant's, has expired or failed; `analysis_pending` before its end
 */
export async function findFinished(
  c: AppContext,
  { analyses, tasks }: { analyses: AnalysisStore; tasks: TaskStore },
  id: string,
): Promise<RequestedAnalysisRow> {
  const { tenantId } = c.var.principal;
  const row = await analyses.find(tenantId, id);
  const task = row && (await tasks.find(tenantId, id));
  if (!row || !task || row.expiresAt <= Date.now()) {
    throw new ApiError("not_found", "There is no analysis with this id; they are kept for seven days.");
  }
  if (task.status === "succeeded") return row;
  const details = { task: presentTask(task, originOf(c)) };
  if (task.status === "failed") {
    throw new ApiError("not_found", `This analysis has no result. ${task.errorMessage ?? "It failed."}`, {
      details: { ...details, reason: errorCodeOf(task.errorCode ?? "analysis_failed") },
    });
  }
  throw new ApiError("analysis_pending", "This is still being computed; ask again in a moment.", {
    details,
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}
