import { isFinished } from "./present-task.ts";
import type { TaskRow, TaskStore } from "./task-store.ts";

const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 500;

/**
 * Waits for a task to finish, asking the ledger at growing intervals, and gives the row as it last was; null when
 * the task has gone meanwhile.
 * @param waitMs how long to wait at the most
 */
export async function awaitTask(
  tasks: TaskStore,
  tenantId: string,
  id: string,
  waitMs: number,
): Promise<TaskRow | null> {
  const deadline = Date.now() + waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.25, LONGEST_PAUSE_MS)) {
    const row = await tasks.find(tenantId, id);
    const left = deadline - Date.now();
    if (!row || isFinished(row) || left <= 0) return row;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
}
