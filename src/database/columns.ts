import { sql } from "drizzle-orm";
import { integer, text } from "drizzle-orm/sqlite-core";

/** The tenant a row belongs to. Every table has it, and every store function takes it first. */
export const tenantId = () => text("tenant_id").notNull();

/** Milliseconds since 1970, as an integer: text timestamps read back as invalid dates. */
export const timestamp = (name: string) => integer(name);

/** When the row was written, by the database's own clock. */
export const createdAt = () => integer("created_at").notNull().default(sql`(unixepoch() * 1000)`);
