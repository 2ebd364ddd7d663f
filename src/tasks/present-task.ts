import type { Task } from "./contract.ts";
import type { LibraryCounts, TaskRow } from "./task-store.ts";

/**
 * A ledger row as the API shows it.
 * @param origin scheme, host and port that was asked, for the links
 * @param counts of a library's analyses, from which its progress follows
 */
export function presentTask(row: TaskRow, origin: string, counts?: LibraryCounts): Task {
  const total = counts && counts.queued + counts.running + counts.succeeded + counts.failed;
  return {
    id: row.id,
    type: "task",
    kind: row.kind,
    href: `${origin}/v1/tasks/${row.id}`,
    status: row.status,
    progress: total && row.status === "running" ? 1 - (counts.queued + counts.running) / total : row.progress,
    attempts: row.attempts,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    track: row.kind === "library" ? null : { id: row.trackId, href: `${origin}/v1/tracks/${row.trackId}` },
    result: row.status === "succeeded" ? resultOf(row, origin) : null,
    ...(counts && { counts }),
    created_at: new Date(row.createdAt).toISOString(),
    updated_at: new Date(row.updatedAt).toISOString(),
  };
}

function resultOf({ kind, id, trackId }: TaskRow, origin: string): Task["result"] {
  if (kind === "library") return null;
  const path = kind === "extraction" ? `audio/analyses/${id}` : `audio-features/${trackId}`;
  return { href: `${origin}/v1/${path}` };
}

/** Seconds after which it pays to ask for an unfinished task again. */
export const RETRY_AFTER_SECONDS = 1;

/** Whether a task has come to its end, good or bad. */
export function isFinished(row: Pick<TaskRow, "status">): boolean {
  return row.status === "succeeded" || row.status === "failed";
}
