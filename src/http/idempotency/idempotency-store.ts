import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "../../database/index.ts";
import { idempotencyKeys } from "./tables.ts";

export type IdempotencyRow = typeof idempotencyKeys.$inferSelect;

/** An answer worth giving again. */
export interface StoredAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  /** Sealed, as it is written. */
  body: string;
}

/** The only SQL about idempotency keys. */
export function createIdempotencyStore(db: Database) {
  const own = (tenantId: string, key: string) =>
    and(eq(idempotencyKeys.tenantId, tenantId), eq(idempotencyKeys.key, key));
  // A request that was taken for dead may come back to life when another one has its key.
  const held = (tenantId: string, key: string, begunAt: number) =>
    and(own(tenantId, key), isNull(idempotencyKeys.status), eq(idempotencyKeys.createdAt, begunAt));
  return {
    /**
     * Takes a key for one request, or says who has it: null when it is ours now, else the row that was there.
     * A key whose request went silent, or that has expired, is taken over.
     */
    begin: async (
      tenantId: string,
      key: string,
      operation: string,
      now: number,
      staleBefore: number,
      expiresAt: number,
    ) => {
      const [taken, rows] = await db.batch([
        db
          .insert(idempotencyKeys)
          .values({ tenantId, key, operation, createdAt: now, expiresAt })
          .onConflictDoUpdate({
            target: [idempotencyKeys.tenantId, idempotencyKeys.key],
            set: {
              operation,
              fingerprint: null,
              status: null,
              headers: null,
              body: null,
              createdAt: now,
              expiresAt,
            },
            setWhere: sql`idempotency_keys.expires_at < ${now}
              or (idempotency_keys.status is null and idempotency_keys.created_at < ${staleBefore})`,
          })
          .returning({ key: idempotencyKeys.key }),
        db.select().from(idempotencyKeys).where(own(tenantId, key)).limit(1),
      ]);
      return taken.length > 0 ? null : (rows[0] ?? null);
    },

    /** Keeps what was answered under a key, by the request that has had it since `begunAt`. */
    finish: async (tenantId: string, key: string, begunAt: number, answer: StoredAnswer) => {
      await db
        .update(idempotencyKeys)
        .set(answer)
        .where(held(tenantId, key, begunAt));
    },

    /** Lets a key go whose request, which has had it since `begunAt`, came to no answer worth keeping. */
    release: async (tenantId: string, key: string, begunAt: number) => {
      await db.delete(idempotencyKeys).where(held(tenantId, key, begunAt));
    },

    /** Forgets keys that have expired, over all tenants. */
    sweep: async (now: number) => {
      await db.delete(idempotencyKeys).where(lt(idempotencyKeys.expiresAt, now));
    },
  };
}

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
