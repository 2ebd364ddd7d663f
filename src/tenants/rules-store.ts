import { and, asc, eq, gt } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import type { RevocationRow } from "./revocation-store.ts";
import { revocations } from "./revocation-tables.ts";
import { tenants } from "./tables.ts";
import type { TenantRow } from "./tenant-store.ts";

const PAGE = 1000;

/** What requests of a tenant are checked against, as D1 has it. */
export interface StoredRules {
  tenant: TenantRow | null;
  /** Oldest first. */
  revocations: RevocationRow[];
}

/** Reads what every request is checked against: the tenant's row and what was revoked lately, in one round trip. */
export function createRulesStore(db: Database) {
  const later = (tenantId: string, cursor: number) =>
    db
      .select()
      .from(revocations)
      .where(and(eq(revocations.tenantId, tenantId), gt(revocations.cursor, cursor)))
      .orderBy(asc(revocations.cursor))
      .limit(PAGE);
  return {
    /** @param cursor of the last revocation that is known; 0 for none */
    read: async (tenantId: string, cursor: number): Promise<StoredRules> => {
      const [[tenant], found] = await db.batch([
        db.select().from(tenants).where(eq(tenants.id, tenantId)).limit(1),
        later(tenantId, cursor),
      ]);
      for (let page = found; page.length === PAGE; ) {
        page = await later(tenantId, found.at(-1)?.cursor ?? cursor);
        found.push(...page);
      }
      return { tenant: tenant ?? null, revocations: found };
    },
  };
}

export type RulesStore = ReturnType<typeof createRulesStore>;
