import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Miniflare } from "miniflare";

/** A D1 database as Miniflare hands it out. */
export type LocalDatabase = Awaited<ReturnType<Miniflare["getD1Database"]>>;

const LEDGER = `create table if not exists d1_migrations
  (id integer primary key autoincrement, name text unique, applied_at timestamp default current_timestamp not null)`;

/**
 * Applies the migrations that a local database has not seen, each atomically, in the ledger that
 * `wrangler d1 migrations apply` keeps, so that the two can be mixed. Gives the names of those applied.
 */
export async function migrate(database: LocalDatabase, folder = "migrations"): Promise<string[]> {
  await database.prepare(LEDGER).run();
  const { results } = await database.prepare("select name from d1_migrations").all<{ name: string }>();
  const seen = new Set(results.map(({ name }) => name));
  const fresh = readdirSync(folder)
    .filter((name) => name.endsWith(".sql") && !seen.has(name))
    .sort();
  for (const name of fresh) {
    const statements = readFileSync(path.join(folder, name), "utf8")
      .split("--> statement-breakpoint")
      .map((sql) => sql.trim())
      .filter((sql) => sql !== "");
    await database.batch([
      ...statements.map((sql) => database.prepare(sql)),
      database.prepare("insert into d1_migrations (name) values (?)").bind(name),
    ]);
  }
  return fresh;
}
