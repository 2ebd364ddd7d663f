import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import { apiKeys } from "./tables.ts";

export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** The only SQL about API keys. */
export function createApiKeyStore(db: Database) {
  return {
    insert: async (
      tenantId: string,
      key: Omit<typeof apiKeys.$inferInsert, "tenantId">,
    ): Promise<ApiKeyRow> => {
      const [row] = await db
        .insert(apiKeys)
        .values({ ...key, tenantId })
        .returning();
      if (!row) throw new Error("an API key was not written");
      return row;
    },

    /** A tenant's keys, oldest first, revoked ones included. */
    page: async (tenantId: string, limit: number, offset: number) => {
      const [rows, count] = await db.batch([
        db
          .select()
          .from(apiKeys)
          .where(eq(apiKeys.tenantId, tenantId))
          .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id))
          .limit(limit)
          .offset(offset),
        db.select({ total: sql<number>`count(*)` }).from(apiKeys).where(eq(apiKeys.tenantId, tenantId)),
      ]);
      return { rows, total: count[0]?.total ?? 0 };
    },

    /** Revokes a live key; false when the tenant has no such key, or it is revoked already. */
    revoke: async (tenantId: string, id: string, now: number): Promise<boolean> => {
      const rows = await db
        .update(apiKeys)
        .set({ revokedAt: now })
        .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
        .returning({ id: apiKeys.id });
      return rows.length > 0;
    },

    /**
     * Whose key has this hash, if it is neither revoked nor expired. The one look-up that cannot name its tenant
     * first, because finding the tenant is what it is for.
     */
    findByHash: async (hash: string, now: number): Promise<ApiKeyRow | null> => {
      const [row] = await db.select().from(apiKeys).where(eq(apiKeys.hash, hash)).limit(1);
      if (!row || row.revokedAt !== null) return null;
      return row.expiresAt !== null && row.expiresAt <= now ? null : row;
    },
  };
}

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;
