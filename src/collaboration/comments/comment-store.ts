import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../../database/index.ts";
import { roomComments } from "../tables.ts";

export type CommentRow = typeof roomComments.$inferSelect;
export type NewComment = Pick<
  CommentRow,
  "id" | "roomId" | "threadId" | "author" | "body" | "anchor" | "mentions" | "createdAt"
>;

/** Which threads are listed. */
export const THREAD_STATES = ["open", "resolved", "all"] as const;
export type ThreadState = (typeof THREAD_STATES)[number];

/** The only SQL about comments. */
export function createCommentStore(db: Database) {
  const of = (tenantId: string, roomId: string) =>
    and(eq(roomComments.tenantId, tenantId), eq(roomComments.roomId, roomId));
  const one = (tenantId: string, roomId: string, id: string) =>
    and(of(tenantId, roomId), eq(roomComments.id, id));
  const isFirst = eq(roomComments.id, roomComments.threadId);

  return {
    /**
     * Writes a comment: the first of a thread, or an answer if the thread is (still) there; not beyond `most` in the room.
     * @returns whether it was written
     */
    insert: async (tenantId: string, row: NewComment, most: number): Promise<boolean> => {
      const { meta } = await db.run(sql`insert into room_comments
          (id, tenant_id, room_id, thread_id, author, body, anchor, mentions, created_at)
        select ${row.id}, ${tenantId}, ${row.roomId}, ${row.threadId}, ${row.author}, ${row.body},
          ${row.anchor && JSON.stringify(row.anchor)}, ${JSON.stringify(row.mentions)}, ${row.createdAt}
        where (${row.id} = ${row.threadId} or exists (select 1 from room_comments where tenant_id = ${tenantId}
            and room_id = ${row.roomId} and id = ${row.threadId} and thread_id = id))
          and (select count(*) from room_comments where tenant_id = ${tenantId} and room_id = ${row.roomId}) < ${most}`);
      return meta.changes > 0;
    },

    find: async (tenantId: string, roomId: string, id: string): Promise<CommentRow | null> => {
      const [row] = await db
        .select()
        .from(roomComments)
        .where(one(tenantId, roomId, id))
        .limit(1);
      return row ?? null;
    },

    /** Everybody who has written in a thread. */
    authorsOf: async (tenantId: string, roomId: string, threadId: string): Promise<string[]> => {
      const rows = await db
        .selectDistinct({ author: roomComments.author })
        .from(roomComments)
        .where(and(of(tenantId, roomId), eq(roomComments.threadId, threadId)));
      return rows.map(({ author }) => author);
    },

    /** A page of threads, the oldest first, each with all its comments in order, and the number of all threads. */
    page: async (
      tenantId: string,
      roomId: string,
      state: ThreadState,
      { limit, offset }: { limit: number; offset: number },
    ) => {
      const where = and(
        of(tenantId, roomId),
        isFirst,
        state === "all"
          ? undefined
          : state === "open"
            ? sql`${roomComments.resolvedAt} is null`
            : sql`${roomComments.resolvedAt} is not null`,
      );
      const threads = db
        .select({ id: roomComments.id })
        .from(roomComments)
        .where(where)
        .orderBy(asc(roomComments.createdAt), asc(roomComments.id))
        .limit(limit)
        .offset(offset);
      const [comments, all] = await db.batch([
        db
          .select()
          .from(roomComments)
          .where(and(of(tenantId, roomId), inArray(roomComments.threadId, threads)))
          .orderBy(asc(roomComments.createdAt), asc(roomComments.id)),
        db.select({ total: sql<number>`count(*)` }).from(roomComments).where(where),
      ]);
      return { threads: threadsOf(comments), total: all[0]?.total ?? 0 };
    },

    /** Changes a comment's words, unless it was taken back. */
    edit: async (
      tenantId: string,
      roomId: string,
      id: string,
      { body, mentions, now }: { body: string; mentions: string[]; now: number },
    ): Promise<CommentRow | null> => {
      const [row] = await db
        .update(roomComments)
        .set({ body, mentions, editedAt: now })
        .where(and(one(tenantId, roomId, id), sql`${roomComments.deletedAt} is null`))
        .returning();
      return row ?? null;
    },

    /** Resolves a thread, or opens it again; the first to resolve it stays on record. Null when nothing changed. */
    resolve: async (
      tenantId: string,
      roomId: string,
      threadId: string,
      resolved: { by: string; at: number } | null,
    ): Promise<CommentRow | null> => {
      const [row] = await db
        .update(roomComments)
        .set({ resolvedAt: resolved?.at ?? null, resolvedBy: resolved?.by ?? null })
        .where(
          and(
            one(tenantId, roomId, threadId),
            isFirst,
            resolved ? sql`${roomComments.resolvedAt} is null` : sql`${roomComments.resolvedAt} is not null`,
          ),
        )
        .returning();
      return row ?? null;
    },

    /** Erases a comment. The first of a thread leaves its empty place as long as it has answers. */
    erase: async (tenantId: string, roomId: string, id: string, now: number): Promise<void> => {
      const hasAnswers = sql`exists (select 1 from room_comments as answer where answer.tenant_id = ${tenantId}
        and answer.room_id = ${roomId} and answer.thread_id = ${id} and answer.id <> ${id})`;
      const empty = sql`select thread_id from room_comments where tenant_id = ${tenantId} and room_id = ${roomId}
        and id = ${id} and id <> thread_id`;
      await db.batch([
        db
          .update(roomComments)
          .set({ body: "", mentions: [], anchor: null, deletedAt: now })
          .where(and(one(tenantId, roomId, id), isFirst, hasAnswers)),
        // The last answer takes the empty place that it stood under along.
        db.delete(roomComments).where(
          and(
            of(tenantId, roomId),
            sql`id = (${empty}) and deleted_at is not null and (select count(*) from room_comments as answer
                where answer.tenant_id = ${tenantId} and answer.room_id = ${roomId}
                and answer.thread_id = (${empty})) = 2`,
          ),
        ),
        db
          .delete(roomComments)
          .where(and(one(tenantId, roomId, id), sql`(thread_id <> ${id} or not ${hasAnswers})`)),
      ]);
    },
  };
}

export type CommentStore = ReturnType<typeof createCommentStore>;

/** Comments in the order of time, gathered by thread. */
function threadsOf(comments: readonly CommentRow[]): CommentRow[][] {
  const threads = new Map<string, CommentRow[]>();
  for (const comment of comments) {
    const thread = threads.get(comment.threadId);
    if (thread) thread.push(comment);
    else threads.set(comment.threadId, [comment]);
  }
  // The first of a thread was written before its answers, so threads are in the order of their firsts already.
  return [...threads.values()];
}
