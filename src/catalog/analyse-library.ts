import { ANALYSER_VERSION } from "../audio/version/index.ts";
import { newId } from "../database/index.ts";
import { errorOf } from "../monitoring/index.ts";
import type { TaskRow } from "../tasks/index.ts";
import type { CatalogParts } from "./add-recording.ts";

/** Tracks that one task takes; who has more asks again when it has ended. */
export const LIBRARY_TRACKS = 10_000;

/** What an analysis behind others in the queue may take before its message is taken for lost. */
const PATIENCE_MS = 2_000;

/**
 * Queues the analysis of a tenant's tracks as one task with an analysis a track. What is queued but not told of (a crash, a
 * queue that cannot be reached) is found by the sweep.
 * @param all also tracks that this version has analysed
 * @returns the task, or the one under way; null when there is nothing to analyse
 */
export async function analyseLibrary(
  { tracks, tasks, queue, quota, log, limits }: CatalogParts,
  tenantId: string,
  traceId: string,
  all: boolean,
): Promise<TaskRow | null> {
  const underWay = await tasks.findLibraryUnderWay(tenantId);
  if (underWay) return underWay;
  const ids = await tracks.idsToAnalyse(tenantId, all ? null : ANALYSER_VERSION, LIBRARY_TRACKS);
  if (ids.length === 0) return null;
  const giveBack = await quota.takeAnalysis(tenantId, ids.length);
  const now = Date.now();
  const id = newId();
  const written = await tasks.insertLibrary(tenantId, {
    id,
    traceId,
    now,
    dueAt: now,
    analyses: ids.map((trackId, i) => ({
      trackId,
      taskId: newId(),
      dueAt: now + limits.requeueMs + i * PATIENCE_MS,
    })),
  });
  if (written.length === 0) await giveBack();
  try {
    await queue.sendMany(written.map(({ id: taskId, trackId }) => ({ tenantId, taskId, trackId, traceId })));
  } catch (error) {
    log.warn("task_not_queued", {
      trace_id: traceId,
      tenant_id: tenantId,
      task_id: id,
      cause: errorOf(error),
    });
  }
  return (await tasks.find(tenantId, id)) ?? (await tasks.findLibraryUnderWay(tenantId));
}
