/** Tells whether `npm run db:generate` was forgotten: generates into a copy, in which no new migration may appear. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { runStep } from "./run-step.ts";

const root = path.resolve(import.meta.dirname, "../..");
const migrations = path.join(root, "migrations");

const before = sqlFiles(migrations);
// Beside the original, because drizzle-kit takes its folder relative to the checkout only.
mkdirSync(path.join(root, "build"), { recursive: true });
const copy = mkdtempSync(path.join(root, "build/migrations-"));
try {
  cpSync(migrations, copy, { recursive: true });
  const out = path.relative(root, copy);
  const { ok, output } = await runStep({
    name: "drizzle-kit",
    command: [
      "drizzle-kit",
      "generate",
      "--dialect=sqlite",
      "--schema=./src/database/schema.ts",
      `--out=./${out}`,
    ],
  });
  const added = sqlFiles(copy).filter((name) => !before.includes(name));
  if (!ok || added.length > 0) {
    console.error(
      "The tables in src/ and the migrations differ: run `npm run db:generate`. What is missing:\n",
    );
    for (const name of added) console.error(readFileSync(path.join(copy, name), "utf8"));
    if (added.length === 0) console.error(output);
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function sqlFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".sql"));
}
