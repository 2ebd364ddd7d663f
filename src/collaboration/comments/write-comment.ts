import { newId } from "../../database/index.ts";
import { ApiError } from "../../http/index.ts";
import { notify } from "../notifications/notify.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import type { CommentRow } from "./comment-store.ts";

type Parts = Pick<
  CollaborationParts,
  "comments" | "members" | "notifications" | "namespace" | "directory" | "log" | "limits"
>;

export interface Words {
  body: string;
  mentions: readonly string[];
}

/**
 * Writes a comment: the first of a new thread, or an answer. Those it mentions are told, and of an answer everybody else who
 * has written in the thread.
 * @param thread null for a new thread
 * @throws ApiError `not_found` when there is no such thread (any more), `room_full`
 */
export async function writeComment(
  parts: Parts,
  { tenantId, roomId, actor }: { tenantId: string; roomId: string; actor: string },
  {
    body,
    mentions,
    thread,
    anchor,
  }: Words & { thread: string | null; anchor: Record<string, unknown> | null },
  now: number,
): Promise<CommentRow> {
  const id = newId();
  const threadId = thread ?? id;
  const mentioned = await parts.members.among(tenantId, roomId, mentions);
  const row = { id, roomId, threadId, author: actor, body, anchor, mentions: mentioned, createdAt: now };
  if (!(await parts.comments.insert(tenantId, row, parts.limits.comments))) {
    if (thread !== null && !(await parts.comments.find(tenantId, roomId, thread))) throw noSuchThread();
    throw new ApiError("room_full", `A room has at most ${parts.limits.comments} comments.`);
  }
  const event = { type: "comment_created", actor, comment: id, thread: threadId } as const;
  await tellRoom(parts, tenantId, roomId, { events: [event] });
  await notify(parts, tenantId, roomId, mentioned, { kind: "mentioned", by: actor, subject: id }, now);
  if (thread !== null) {
    const others = await parts.comments.authorsOf(tenantId, roomId, threadId);
    const told = others.filter((other) => !mentioned.includes(other));
    await notify(parts, tenantId, roomId, told, { kind: "replied", by: actor, subject: id }, now);
  }
  return { ...row, tenantId, editedAt: null, resolvedAt: null, resolvedBy: null, deletedAt: null };
}

/** Changes a comment's words; those who were not mentioned before are told. @throws ApiError `not_found` */
export async function editComment(
  parts: Parts,
  before: CommentRow,
  { body, mentions }: Words,
  now: number,
): Promise<CommentRow> {
  const { tenantId, roomId, id, author: actor, threadId } = before;
  const mentioned = await parts.members.among(tenantId, roomId, mentions);
  const row = await parts.comments.edit(tenantId, roomId, id, { body, mentions: mentioned, now });
  if (!row) throw noSuchComment();
  await tellRoom(parts, tenantId, roomId, {
    events: [{ type: "comment_updated", actor, comment: id, thread: threadId }],
  });
  const fresh = mentioned.filter((other) => !before.mentions.includes(other));
  await notify(parts, tenantId, roomId, fresh, { kind: "mentioned", by: actor, subject: id }, now);
  return row;
}

/** Resolves a thread, or opens it again; who has written in it is told once it is resolved. Twice does no harm. */
export async function resolveThread(
  parts: Parts,
  thread: CommentRow,
  actor: string,
  isResolved: boolean,
  now: number,
): Promise<CommentRow> {
  const { tenantId, roomId, id } = thread;
  const by = isResolved ? { by: actor, at: now } : null;
  const changed = await parts.comments.resolve(tenantId, roomId, id, by);
  if (changed) {
    const event = { type: "comment_updated", actor, comment: id, thread: id } as const;
    await tellRoom(parts, tenantId, roomId, { events: [event] });
    if (isResolved) {
      const authors = await parts.comments.authorsOf(tenantId, roomId, id);
      await notify(parts, tenantId, roomId, authors, { kind: "resolved", by: actor, subject: id }, now);
    }
    return changed;
  }
  const row = await parts.comments.find(tenantId, roomId, id);
  if (!row) throw noSuchThread();
  return row;
}

function noSuchThread(): ApiError {
  return new ApiError("not_found", "This room has no such thread.");
}

export function noSuchComment(): ApiError {
  return new ApiError("not_found", "This room has no such comment.");
}
