import { index, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";

/** API keys: only the SHA-256 of a key is kept, so that a stolen table opens nothing. */
export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    name: text("name").notNull(),
    hash: text("hash").notNull(),
    /** The key's last four characters, for people to tell their keys apart. */
    hint: text("hint").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: createdAt(),
    expiresAt: timestamp("expires_at"),
    revokedAt: timestamp("revoked_at"),
    /** Who made it, as `user:…` or `key:…`; null: the server itself. */
    createdBy: text("created_by"),
    /** To the minute or so. */
    lastUsedAt: timestamp("last_used_at"),
    /** The key that took this one's place when it was rotated. */
    replacedBy: text("replaced_by"),
  },
  (table) => [
    uniqueIndex("api_keys_hash").on(table.hash),
    index("api_keys_tenant").on(table.tenantId, table.createdAt),
  ],
);

/** Rights that somebody asked for, for a while, with a reason. */
export const elevations = sqliteTable(
  "elevations",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    userId: text("user_id").notNull(),
    /** Actions of the policy that are allowed while it lasts. */
    actions: text("actions", { mode: "json" }).$type<string[]>().notNull(),
    reason: text("reason").notNull(),
    createdAt: createdAt(),
    expiresAt: timestamp("expires_at").notNull(),
    endedAt: timestamp("ended_at"),
  },
  (table) => [index("elevations_tenant_user").on(table.tenantId, table.userId, table.expiresAt)],
);
