import { and, asc, eq, gt, lt } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import { revocations } from "./revocation-tables.ts";

export type RevocationRow = typeof revocations.$inferSelect;

/** The only SQL about revocations. */
export function createRevocationStore(db: Database) {
  return {
    /** The statement that makes a revocation known; belongs into the batch of the act itself. */
    entry: (tenantId: string, subject: string, at: number) =>
      db.insert(revocations).values({ tenantId, subject, at }),

    /** What was revoked after a cursor, oldest first; 0 gives all that is kept. */
    after: (tenantId: string, cursor: number, limit = 1000): Promise<RevocationRow[]> =>
      db
        .select()
        .from(revocations)
        .where(and(eq(revocations.tenantId, tenantId), gt(revocations.cursor, cursor)))
        .orderBy(asc(revocations.cursor))
        .limit(limit),

    /** Forgets, over all tenants, what was revoked before a time. */
    sweep: async (before: number): Promise<void> => {
      await db.delete(revocations).where(lt(revocations.at, before));
    },
  };
}

export type RevocationStore = ReturnType<typeof createRevocationStore>;
