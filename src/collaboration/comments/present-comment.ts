import type { Comment, Thread } from "../contract.ts";
import type { CommentRow } from "./comment-store.ts";

const dateOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A comment as the API shows it. */
export const presentComment = (row: CommentRow): Comment => ({
  id: row.id,
  thread: row.threadId,
  author: row.author,
  body: row.body,
  mentions: row.mentions,
  created_at: new Date(row.createdAt).toISOString(),
  edited_at: dateOf(row.editedAt),
  is_deleted: row.deletedAt !== null,
});

/** A thread as the API shows it. @param rows its comments, the first one first; at least one */
export function presentThread(rows: readonly CommentRow[]): Thread {
  const [first] = rows;
  if (!first) throw new Error("a thread has at least one comment");
  return {
    id: first.threadId,
    anchor: first.anchor,
    resolved_at: dateOf(first.resolvedAt),
    resolved_by: first.resolvedBy,
    comments: rows.map(presentComment),
  };
}
