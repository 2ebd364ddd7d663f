import { and, asc, desc, eq, gt, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../database/index.ts";
import type { ChainedEvent, Place, StoredEvent } from "./audit-chain-state.ts";
import { auditEvents } from "./tables.ts";

/** An event on its way into the table. */
export type NewAuditEvent = Omit<typeof auditEvents.$inferInsert, "tenantId" | "sequence" | "hash">;

/** Which of a tenant's chained events to read: those after a place, oldest first, or before one, newest first. */
export interface AuditQuery {
  limit: number;
  after?: number | undefined;
  before?: number | undefined;
  action?: string | undefined;
  actor?: string | undefined;
}

/** Instead of details that are no JSON object any more; no event of ours can have a detail of this name. */
const UNREADABLE = { "(unreadable)": true };

/** The columns of an event; the details as text, so that a row which was tampered with can still be shown. */
const STORED = {
  id: auditEvents.id,
  tenantId: auditEvents.tenantId,
  at: auditEvents.at,
  action: auditEvents.action,
  outcome: sql<string>`${auditEvents.outcome}`,
  actor: auditEvents.actor,
  target: auditEvents.target,
  details: sql<string>`${auditEvents.details}`,
};

/** The only SQL about audit events. Nothing in it changes an event that has its place, and nothing deletes one. */
export function createAuditStore(db: Database) {
  const own = (tenantId: string) => eq(auditEvents.tenantId, tenantId);
  const selectEnd = (tenantId: string) =>
    db
      .select({ sequence: auditEvents.sequence, hash: auditEvents.hash })
      .from(auditEvents)
      .where(and(own(tenantId), isNotNull(auditEvents.sequence)))
      .orderBy(desc(auditEvents.sequence))
      .limit(1);
  return {
    /** The statement that writes an event, which then waits for its place. */
    insert: (tenantId: string, event: NewAuditEvent) => db.insert(auditEvents).values({ ...event, tenantId }),

    /** The statement that writes an event unless there is one with its id. */
    insertOnce: (tenantId: string, event: NewAuditEvent) =>
      db
        .insert(auditEvents)
        .values({ ...event, tenantId })
        .onConflictDoNothing(),

    /**
     * The statement that writes an event if the statement right before it in the same batch changed a row.
     * The values stand in the order of the table's columns.
     */
    insertIfChanged: (tenantId: string, event: NewAuditEvent) =>
      db.insert(auditEvents).select(
        sql`select ${event.id}, ${tenantId}, null, ${event.at}, ${event.action}, ${event.outcome}, ${event.actor},
            ${event.target ?? null}, ${JSON.stringify(event.details)}, null where changes() > 0`,
      ),

    /** Where a tenant's chain ends, null before its first event, and the events that wait for a place, oldest first. */
    findEndAndWaiting: async (tenantId: string, limit: number) => {
      const [ends, waiting] = await db.batch([
        selectEnd(tenantId),
        db
          .select(STORED)
          .from(auditEvents)
          .where(and(own(tenantId), isNull(auditEvents.sequence)))
          .orderBy(asc(auditEvents.at), asc(auditEvents.id))
          .limit(limit),
      ]);
      return {
        end: placeOf(ends[0]),
        waiting: waiting.map((row) => ({ ...row, details: detailsOf(row.details) })),
      };
    },

    /**
     * Puts events onto their places, all in one go; gives how many went there. An event goes onto its place only while it
     * waits, nobody is on it, and the place before holds the very hash that this one was made of; so whoever was slower
     * than another places nothing, or goes on exactly where the other one ended.
     */
    place: async (tenantId: string, previous: Place, events: readonly ChainedEvent[]): Promise<number> => {
      const at = (sequence: number, hash?: string) =>
        sql`exists (select 1 from audit_events as other where other.tenant_id = ${tenantId}
          and other.sequence = ${sequence}${hash === undefined ? sql`` : sql` and other.hash = ${hash}`})`;
      let before = previous;
      const updates = events.map(({ id, sequence, hash }) => {
        const follows = before.sequence === 0 ? undefined : at(before.sequence, before.hash);
        before = { sequence, hash };
        return db
          .update(auditEvents)
          .set({ sequence, hash })
          .where(
            and(
              own(tenantId),
              eq(auditEvents.id, id),
              isNull(auditEvents.sequence),
              sql`not ${at(sequence)}`,
              follows,
            ),
          )
          .returning({ id: auditEvents.id });
      });
      const [first, ...rest] = updates satisfies BatchItem<"sqlite">[];
      if (!first) return 0;
      const placed = await db.batch([first, ...rest]);
      return placed.reduce((sum, rows) => sum + rows.length, 0);
    },

    /** A stretch of a tenant's chain, whether there is more of it, and where the chain ends. */
    page: async (tenantId: string, { limit, after, before, action, actor }: AuditQuery) => {
      const conditions: (SQL | undefined)[] = [
        own(tenantId),
        before === undefined
          ? gt(auditEvents.sequence, after ?? 0)
          : and(isNotNull(auditEvents.sequence), lt(auditEvents.sequence, before)),
        action === undefined ? undefined : eq(auditEvents.action, action),
        actor === undefined ? undefined : eq(auditEvents.actor, actor),
      ];
      const [rows, ends] = await db.batch([
        db
          .select({
            ...STORED,
            sequence: sql<number>`${auditEvents.sequence}`,
            hash: sql<string>`${auditEvents.hash}`,
          })
          .from(auditEvents)
          .where(and(...conditions))
          .orderBy(before === undefined ? asc(auditEvents.sequence) : desc(auditEvents.sequence))
          .limit(limit + 1),
        selectEnd(tenantId),
      ]);
      return {
        events: rows.slice(0, limit).map((row) => ({ ...row, details: detailsOf(row.details) })),
        more: rows.length > limit,
        end: placeOf(ends[0]),
      };
    },

    /** Where a tenant's chain ends; null before its first event. */
    end: async (tenantId: string): Promise<Place | null> => placeOf((await selectEnd(tenantId))[0]),

    /** Tenants that have events which wait for a place; reads the index of those only, not the trails. */
    findTenantsWaiting: async (limit: number): Promise<string[]> => {
      const rows = await db.all<{ tenantId: string }>(
        sql`select distinct tenant_id as tenantId from audit_events indexed by audit_events_waiting
          where sequence is null limit ${limit}`,
      );
      return rows.map(({ tenantId }) => tenantId);
    },
  };
}

function placeOf(row: { sequence: number | null; hash: string | null } | undefined): Place | null {
  if (!row) return null;
  const { sequence, hash } = row;
  // SQLite keeps whatever somebody else writes into a column; nothing can follow upon such a place.
  if (!Number.isSafeInteger(sequence) || typeof hash !== "string")
    throw new Error("the end of an audit chain is damaged: its place is no number, or it has no hash");
  return { sequence: sequence as number, hash };
}

function detailsOf(text: string): StoredEvent["details"] {
  try {
    const details: unknown = JSON.parse(text);
    const isObject = typeof details === "object" && details !== null && !Array.isArray(details);
    return isObject ? (details as Record<string, unknown>) : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
