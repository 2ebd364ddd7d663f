import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { tenantId } from "../database/index.ts";

/**
 * Credentials that ended before their time. Every isolate reads on from the last cursor it saw, so that what it
 * trusts without asking ends too. A row is of use for as long as a token lives, and is swept after a day.
 */
export const revocations = sqliteTable(
  "revocations",
  {
    /** Grows in the order of writing, whatever the writers' clocks say. */
    cursor: integer("cursor").primaryKey({ autoIncrement: true }),
    tenantId: tenantId(),
    /** `key:…`, `session:…`, `user:…`, `client:…` or `consent:<client>:<user>`. */
    subject: text("subject").notNull(),
    /** Credentials made later than this are not meant; ms. */
    at: integer("at").notNull(),
  },
  (table) => [index("revocations_tenant").on(table.tenantId, table.cursor)],
);
