import { asc, eq, gt } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../database/index.ts";
import { tenants } from "./tables.ts";

export type TenantRow = typeof tenants.$inferSelect;

/** The only SQL about tenants. */
export function createTenantStore(db: Database) {
  return {
    /** Writes a tenant, or leaves the one that has this id as it is. */
    create: (tenantId: string, name: string) =>
      db.insert(tenants).values({ id: tenantId, name }).onConflictDoNothing(),

    find: async (tenantId: string): Promise<TenantRow | null> => {
      const [row] = await db.select().from(tenants).where(eq(tenants.id, tenantId)).limit(1);
      return row ?? null;
    },

    /** Changes a tenant together with what else must be true at the same moment; null when there is no such tenant. */
    update: async (
      tenantId: string,
      changes: { name?: string; allowedNetworks?: string[] },
      alongside: BatchItem<"sqlite">,
    ): Promise<TenantRow | null> => {
      const [[row]] = await db.batch([
        db.update(tenants).set(changes).where(eq(tenants.id, tenantId)).returning(),
        alongside,
      ]);
      return row ?? null;
    },

    /** Tenants in the order of their ids, from the one that follows; not necessarily one that there is. */
    idsAfter: async (tenantId: string, limit: number): Promise<string[]> => {
      const rows = await db
        .select({ id: tenants.id })
        .from(tenants)
        .where(gt(tenants.id, tenantId))
        .orderBy(asc(tenants.id))
        .limit(limit);
      return rows.map(({ id }) => id);
    },
  };
}

export type TenantStore = ReturnType<typeof createTenantStore>;
