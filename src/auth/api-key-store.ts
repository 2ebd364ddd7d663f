import { and, asc, eq, gt, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../database/index.ts";
import { apiKeys } from "./tables.ts";

export type ApiKeyRow = typeof apiKeys.$inferSelect;
export type NewApiKey = Omit<typeof apiKeys.$inferInsert, "tenantId">;
/** Statements that are carried out together with an act, or not at all. */
export type Beside = readonly BatchItem<"sqlite">[];

/**
 * Fails the batch it stands in unless the statement before it changed a row: an empty text is no JSON. So an act that
 * somebody else was faster with leaves nothing behind.
 */
const UNLESS_CHANGED = sql`select json(iif(changes() = 1, '1', ''))`;

/** Keys that made keys that made keys: nobody goes further, and a look-up must end. */
const LONGEST_LINE = 100;

/** The only SQL about API keys. */
export function createApiKeyStore(db: Database) {
  const find = async (tenantId: string, id: string): Promise<ApiKeyRow | null> => {
    const [row] = await db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id)))
      .limit(1);
    return row ?? null;
  };

  /** Changes a live key as part of a batch; false when it was not live, or not as `also` wants it. */
  const changeLive = async (
    tenantId: string,
    id: string,
    now: number,
    change: Partial<NewApiKey>,
    also: SQL | undefined,
    beside: Beside,
  ): Promise<boolean> => {
    const live = and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id), isLive(now), also);
    try {
      await db.batch([db.update(apiKeys).set(change).where(live), db.run(UNLESS_CHANGED), ...beside]);
      return true;
    } catch (error) {
      const [still] = await db.select({ id: apiKeys.id }).from(apiKeys).where(live).limit(1);
      if (still) throw error;
      return false;
    }
  };

  return {
    insert: async (tenantId: string, key: NewApiKey, beside: Beside = []): Promise<ApiKeyRow> => {
      const insertion = db
        .insert(apiKeys)
        .values({ ...key, tenantId })
        .returning();
      const [rows] = beside.length === 0 ? [await insertion] : await db.batch([insertion, ...beside]);
      if (!rows[0]) throw new Error("an API key was not written");
      return rows[0];
    },

    /** A key, live or not; null when the tenant has none with this id. */
    find,

    /** A tenant's keys, or one maker's of them, oldest first, revoked ones included. */
    page: async (tenantId: string, limit: number, offset: number, createdBy?: string) => {
      const wanted = and(
        eq(apiKeys.tenantId, tenantId),
        createdBy === undefined ? undefined : eq(apiKeys.createdBy, createdBy),
      );
      const [rows, count] = await db.batch([
        db
          .select()
          .from(apiKeys)
          .where(wanted)
          .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id))
          .limit(limit)
          .offset(offset),
        db.select({ total: sql<number>`count(*)` }).from(apiKeys).where(wanted),
      ]);
      return { rows, total: count[0]?.total ?? 0 };
    },

    /** Revokes a live key; false when the tenant has no such key, or it has ended already. */
    revoke: (tenantId: string, id: string, now: number, beside: Beside = []): Promise<boolean> =>
      changeLive(tenantId, id, now, { revokedAt: now }, undefined, beside),

    /**
     * Puts a successor in a live key's place. The old one ends at `endsAt`, or with its own expiry if that is sooner.
     * Null when it is not live, or has a successor already: of any number of rotations at once, one is carried out.
     */
    replace: async (
      tenantId: string,
      old: Pick<ApiKeyRow, "id" | "expiresAt">,
      successor: NewApiKey,
      { now, endsAt }: { now: number; endsAt: number },
      beside: Beside = [],
    ): Promise<ApiKeyRow | null> => {
      const ending =
        endsAt <= now
          ? { revokedAt: now }
          : { expiresAt: Math.min(endsAt, old.expiresAt ?? Number.POSITIVE_INFINITY) };
      const insertion = db.insert(apiKeys).values({ ...successor, tenantId });
      const change = { ...ending, replacedBy: successor.id };
      const changed = await changeLive(tenantId, old.id, now, change, isNull(apiKeys.replacedBy), [
        insertion,
        ...beside,
      ]);
      return changed ? find(tenantId, successor.id) : null;
    },

    /** Notes that a key was used, unless a use after `unlessSince` is noted already. */
    noteUse: async (tenantId: string, id: string, now: number, unlessSince: number): Promise<void> => {
      await db
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(
          and(
            eq(apiKeys.tenantId, tenantId),
            eq(apiKeys.id, id),
            or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, unlessSince)),
          ),
        );
    },

    /**
     * Whose key has this hash, if it is neither revoked nor expired, and the person (`user:…`) behind it: who made it,
     * or made the key that made it, and so on; null where the server did. The one look-up that cannot name its tenant
     * first, because finding the tenant is what it is for.
     */
    findByHash: async (
      hash: string,
      now: number,
    ): Promise<{ row: ApiKeyRow; person: string | null } | null> => {
      const [[row], [maker]] = await db.batch([
        db
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.hash, hash), isLive(now)))
          .limit(1),
        db
          .select({ person: sql<string>`maker` })
          .from(
            sql`(with recursive line(maker, steps) as (
              select created_by, 0 from api_keys where hash = ${hash}
              union all
              select api_keys.created_by, steps + 1 from api_keys
              join line on api_keys.id = substr(line.maker, 5) and line.maker like 'key:%'
              where steps < ${LONGEST_LINE}
            ) select maker from line where maker like 'user:%')`,
          )
          .limit(1),
      ]);
      return row ? { row, person: maker?.person ?? null } : null;
    },
  };
}

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

function isLive(now: number): SQL | undefined {
  return and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));
}
