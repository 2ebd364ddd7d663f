import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll } from "vitest";

// What is drawn is the same each time, and so is how long it takes: a failure says something of the change it came with.
fc.configureGlobal({ seed: 20_261_127 });

// Storage is shared by the files of a project (isolate: false), so each file starts from an empty, migrated one.
beforeAll(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}, 120_000);
