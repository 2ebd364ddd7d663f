import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** The typed client every store is given. D1 has no transactions: what belongs together goes through `batch`. */
export type Database = DrizzleD1Database;

/** Opens the drizzle client over a D1 binding; cheap, no I/O. */
export function openDatabase(binding: D1Database): Database {
  return drizzle(binding);
}
