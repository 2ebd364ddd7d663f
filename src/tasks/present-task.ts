import type { Task } from "./contract.ts";
import type { TaskRow } from "./task-store.ts";

/**
 * A ledger row as the API shows it.
 * @param origin scheme, host and port that was asked, for the links
 */
export function presentTask(row: TaskRow, origin: string): Task {
  return {
    id: row.id,
    type: "task",
    kind: row.kind,
    href: `${origin}/v1/tasks/${row.id}`,
    status: row.status,
    progress: row.progress,
    attempts: row.attempts,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    track: { id: row.trackId, href: `${origin}/v1/tracks/${row.trackId}` },
    result: row.status === "succeeded" ? { href: `${origin}/v1/audio-features/${row.trackId}` } : null,
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
  };
}

/** Seconds after which it pays to ask for an unfinished task again. */
export const RETRY_AFTER_SECONDS = 1;

/** Whether a task has come to its end, good or bad. */
export function isFinished(row: Pick<TaskRow, "status">): boolean {
  return row.status === "succeeded" || row.status === "failed";
}
