import { and, eq } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import { oauthClients } from "./oauth-tables.ts";

/** The SQL about apps that act for a tenant itself, beside what better-auth writes. */
export function createServiceClientStore(db: Database) {
  const own = (tenantId: string) => eq(oauthClients.referenceId, tenantId);
  return {
    /** Notes who made an app, or knows its secret now. */
    noteMaker: async (tenantId: string, clientId: string, userId: string): Promise<void> => {
      await db
        .update(oauthClients)
        .set({ madeBy: userId })
        .where(and(own(tenantId), eq(oauthClients.clientId, clientId)));
    },

    /** Who made an app of a tenant; null where nobody knows. */
    findMaker: async (tenantId: string, clientId: string): Promise<string | null> => {
      const [row] = await db
        .select({ madeBy: oauthClients.madeBy })
        .from(oauthClients)
        .where(and(own(tenantId), eq(oauthClients.clientId, clientId)))
        .limit(1);
      return row?.madeBy ?? null;
    },

    /** The apps that somebody made for a tenant, by their ids. */
    findMadeBy: async (tenantId: string, userId: string): Promise<string[]> => {
      const rows = await db
        .select({ clientId: oauthClients.clientId })
        .from(oauthClients)
        .where(and(own(tenantId), eq(oauthClients.madeBy, userId)));
      return rows.map(({ clientId }) => clientId);
    },
  };
}

export type ServiceClientStore = ReturnType<typeof createServiceClientStore>;
