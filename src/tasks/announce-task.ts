import { errorOf, type Logger } from "../monitoring/index.ts";
import type { AnalysisMessage, AnalysisQueue } from "./analysis-queue.ts";

/**
 * Tells the queue of a task that stands in the ledger. A queue that cannot be reached only delays it: the task is
 * found overdue and queued again.
 * @returns whether the queue took it
 */
export async function announceTask(
  { queue, log }: { queue: Pick<AnalysisQueue, "send">; log: Logger },
  message: AnalysisMessage,
): Promise<boolean> {
  try {
    await queue.send(message);
    return true;
  } catch (error) {
    log.warn("task_not_queued", {
      trace_id: message.traceId,
      tenant_id: message.tenantId,
      task_id: message.taskId,
      cause: errorOf(error),
    });
    return false;
  }
}
