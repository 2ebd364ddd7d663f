import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../../database/index.ts";

/** What a write answered under its `Idempotency-Key`; a row without a status is still being answered. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    tenantId: tenantId(),
    key: text("key").notNull(),
    /** Method, path and credential: the same key elsewhere is another request. */
    operation: text("operation").notNull(),
    /** SHA-256 of what the request carried. */
    fingerprint: text("fingerprint"),
    status: integer("status"),
    headers: text("headers", { mode: "json" }).$type<Record<string, string>>(),
    /** Sealed under the caller's API key. */
    body: text("body"),
    createdAt: createdAt(),
    expiresAt: timestamp("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    index("idempotency_keys_expiry").on(table.expiresAt),
  ],
);
