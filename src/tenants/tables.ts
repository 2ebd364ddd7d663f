import { sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * Tenants: what better-auth calls organisations (hence `slug`, `logo`, `metadata`, and dates as `Date`), with what we
 * ask of them beside.
 */
export const tenants = sqliteTable("tenants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  slug: text("slug").unique(),
  logo: text("logo"),
  metadata: text("metadata"),
  createdAt: integer("created_at", { mode: "timestamp_ms" }).notNull().default(sql`(unixepoch() * 1000)`),
  /** Which limits apply; see `plans.ts`. */
  plan: text("plan").notNull().default("self-hosted"),
  /** CIDR blocks that requests may come from; empty: from anywhere. */
  allowedNetworks: text("allowed_networks", { mode: "json" }).$type<string[]>().notNull().default([]),
});
