import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { tenantId } from "../database/index.ts";

/**
 * The audit trail. A row is written together with what it tells of, without a place; right after it takes the next
 * place in its tenant's chain, once and for ever.
 */
export const auditEvents = sqliteTable(
  "audit_events",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    /** 1, 2, 3, … in a tenant; null until the event has its place in the chain. */
    sequence: integer("sequence"),
    at: integer("at").notNull(),
    action: text("action").notNull(),
    outcome: text("outcome", { enum: ["done", "refused"] }).notNull(),
    /** Who did it: `user:…`, `key:…`, `client:…`, `system`. */
    actor: text("actor").notNull(),
    /** What it was done to, as `kind:id`. */
    target: text("target"),
    /** What else is to be known: never a name, an address, a secret. */
    details: text("details", { mode: "json" }).$type<Record<string, string | number | boolean>>().notNull(),
    /** SHA-256 of the hash before and of this event, in hexadecimal. */
    hash: text("hash"),
  },
  (table) => [
    uniqueIndex("audit_events_chain").on(table.tenantId, table.sequence),
    index("audit_events_waiting").on(table.tenantId, table.at).where(sql`sequence is null`),
  ],
);
