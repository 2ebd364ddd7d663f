import { eq } from "drizzle-orm";
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
  };
}

export type TenantStore = ReturnType<typeof createTenantStore>;
