import type { Logger } from "../monitoring/index.ts";
import { analysisMessageSchema } from "./analysis-queue.ts";
import type { TaskStore } from "./task-store.ts";

/**
 * Ends the task of a message that the queue gave up on, with the reason of its last attempt.
 * A message that is not ours, or whose task is finished or gone, changes nothing.
 */
export async function buryDeadLetter(
  { tasks, log }: { tasks: TaskStore; log: Logger },
  body: unknown,
  now: number,
) {
  const message = analysisMessageSchema.safeParse(body);
  if (!message.success) {
    log.error("dead_letter_unreadable");
    return;
  }
  const { tenantId, taskId, traceId } = message.data;
  const task = await tasks.find(tenantId, taskId);
  if (!task) return;
  const reason = task.errorMessage ?? "No attempt came to an answer.";
  await tasks.fail(
    tenantId,
    taskId,
    task.errorCode ?? "analysis_failed",
    `Given up after ${task.attempts} attempts. ${reason}`,
    now,
  );
  log.error("task_dead_lettered", {
    trace_id: traceId,
    tenant_id: tenantId,
    task_id: taskId,
    attempt: task.attempts,
  });
}
