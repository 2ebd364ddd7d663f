import type { Logger } from "../monitoring/index.ts";
import type { AnalysisQueue } from "./analysis-queue.ts";
import { announceTask } from "./announce-task.ts";
import { MAX_ATTEMPTS } from "./attempts.ts";
import type { TaskStore } from "./task-store.ts";

const SWEEP = 100;

/**
 * Finds tasks that nobody works on although they are not finished (their message was lost, or their worker died) and
 * queues them again; one that has used up its attempts ends as failed. Called by the cron and at start.
 */
export async function requeueOverdue(
  {
    tasks,
    queue,
    log,
    requeueMs,
  }: { tasks: TaskStore; queue: Pick<AnalysisQueue, "send">; log: Logger; requeueMs: number },
  now: number,
): Promise<number> {
  const overdue = await tasks.takeOverdue(now, now + requeueMs, SWEEP);
  for (const task of overdue) {
    const { tenantId, id: taskId, trackId, traceId, attempts } = task;
    if (attempts >= MAX_ATTEMPTS) {
      await tasks.fail(
        tenantId,
        taskId,
        "analysis_failed",
        `The analysis stopped without an answer ${attempts} times.`,
        now,
      );
      continue;
    }
    if (await announceTask({ queue, log }, { tenantId, taskId, trackId, traceId }))
      log.warn("task_requeued", {
        trace_id: traceId,
        tenant_id: tenantId,
        task_id: taskId,
        attempt: attempts,
      });
  }
  return overdue.length;
}
