import { type AppContext, isHeld } from "../http/index.ts";
import { explainAbsence, type TaskStore } from "../tasks/index.ts";
import type { AnalysisStore } from "./analysis-store.ts";
import type { StoredPart } from "./parts.ts";

/** What the routes of stored parts need. */
export interface PartReaders {
  analyses: AnalysisStore;
  tasks: TaskStore;
}

/**
 * Answers with a stored part as it lies: it was valid when it was stored.
 * @throws ApiError `not_found` or `analysis_pending` when there is none
 */
export async function answerPart(
  c: AppContext,
  { analyses, tasks }: PartReaders,
  trackId: string,
  part: StoredPart,
): Promise<Response> {
  const stored =
    (await analyses.findPart(c.var.principal.tenantId, trackId, part)) ??
    (await explainAbsence(c, tasks, trackId));
  c.header("etag", stored.etag);
  c.header("cache-control", "private, no-cache");
  if (isHeld(c, stored.etag)) return c.body(null, 304);
  return c.body(stored.body, 200, { "content-type": "application/json" });
}
