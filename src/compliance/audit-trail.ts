import { createHash } from "node:crypto";
import { type Database, newId } from "../database/index.ts";
import type { Place } from "./audit-chain-state.ts";
import { type AuditEvent, auditEventSchema } from "./audit-event.ts";
import { canonicalJson, genesisOf, link } from "./audit-hash.ts";
import { type AuditQuery, createAuditStore, type NewAuditEvent } from "./audit-store.ts";
import { base62Of } from "./base62.ts";

/** Events that get their places at once. */
const BATCH = 50;
/** How often one call tries. Whoever loses a round has been overtaken by one that took the oldest events along. */
const ROUNDS = 20;
const MINUTE_MS = 60_000;

/**
 * The audit trail over a database. An event is written first, beside what it tells of, and gets its place in the chain right
 * after; what a crash leaves without a place, the next call gives one. Any number of isolates and Workers may do so at once.
 * @param now milliseconds since 1970
 */
export function createAuditTrail(db: Database, now: () => number = Date.now) {
  const store = createAuditStore(db);

  const rowOf = (event: AuditEvent): NewAuditEvent => {
    const { target = null, details = {}, ...rest } = auditEventSchema.parse(event);
    return { ...rest, id: newId(), at: now(), target, details };
  };

  /**
   * Gives the events that wait their places, oldest first; gives how many it placed itself. What comes in faster than
   * it can place stays for the next call.
   */
  const chain = async (tenantId: string): Promise<number> => {
    let total = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { end, waiting } = await store.findEndAndWaiting(tenantId, BATCH);
      const previous = end ?? genesisOf(tenantId);
      const placed = await store.place(tenantId, previous, link(previous, waiting));
      total += placed;
      if (placed === waiting.length && waiting.length < BATCH) break;
    }
    return total;
  };

  return {
    /**
     * The statement that writes an event, for a `db.batch` beside the act itself; `chain` has to follow.
     * @throws ZodError for an event that is not of the closed form, or seems to hold personal data
     */
    entry: (tenantId: string, event: AuditEvent) => store.insert(tenantId, rowOf(event)),

    /**
     * As `entry`, for an act that may turn out to change nothing: the event is written only if the statement right before
     * it in the batch changed a row.
     */
    entryIfChanged: (tenantId: string, event: AuditEvent) => store.insertIfChanged(tenantId, rowOf(event)),

    chain,

    /** Writes an event of an act that is done already, and chains. Rejects when the database does not take it. */
    record: async (tenantId: string, event: AuditEvent): Promise<void> => {
      await store.insert(tenantId, rowOf(event));
      await chain(tenantId);
    },

    /**
     * As `record`, but the very same event is written once a stretch of time, wherever it is told of: for what may
     * happen many times a second. Stretches are those of the clock, such as its minutes.
     */
    recordOnce: async (tenantId: string, event: AuditEvent, stretchMs = MINUTE_MS): Promise<void> => {
      const row = rowOf(event);
      const { action, outcome, actor, target, details } = row;
      const stretch = Math.floor(row.at / stretchMs);
      const what = canonicalJson([tenantId, action, outcome, actor, target, details, stretchMs, stretch]);
      const id = base62Of(createHash("sha256").update(what).digest());
      await store.insertOnce(tenantId, { ...row, id });
      await chain(tenantId);
    },

    /**
     * Gives events their places that a crash left waiting, for up to `limit` tenants; gives how many it placed.
     * @throws AggregateError, after all have been tried, with what went wrong for some
     */
    chainAll: async (limit: number): Promise<number> => {
      let total = 0;
      const failures: unknown[] = [];
      for (const tenantId of await store.findTenantsWaiting(limit)) {
        try {
          total += await chain(tenantId);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "some audit chains could not be continued");
      return total;
    },

    /** A stretch of a tenant's chain, whether more follows, and the chain's head. */
    page: async (tenantId: string, query: AuditQuery) => {
      const { events, more, end } = await store.page(tenantId, query);
      return { events, more, head: end ?? genesisOf(tenantId) };
    },

    /** Where a tenant's chain ends: what to keep elsewhere. Before the first event, its genesis with sequence 0. */
    head: async (tenantId: string): Promise<Place> => (await store.end(tenantId)) ?? genesisOf(tenantId),
  };
}

export type AuditTrail = ReturnType<typeof createAuditTrail>;
