import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { productionPackages } from "./licences/production-packages.ts";
import { problemsOf } from "./licences/rules.ts";
import { TABLE_END, TABLE_START, tableOf } from "./licences/table.ts";

const HELP = `Checks the licences of everything that is installed for production: node scripts/licences.ts

  Refuses what the rules of scripts/licences/rules.ts do not allow, and a THIRD_PARTY.md that is out of date.

Options:
  --write   bring the table of THIRD_PARTY.md up to date
  --help`;

const root = path.resolve(import.meta.dirname, "..");
const document = path.join(root, "THIRD_PARTY.md");

const { values } = parseArgs({ options: { write: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) console.log(HELP);
else process.exitCode = check(values.write ?? false) ? 0 : 1;

function check(write: boolean): boolean {
  const packages = productionPackages(root);
  const problems = packages.flatMap(problemsOf);
  const before = readFileSync(document, "utf8");
  const start = before.indexOf(TABLE_START);
  const end = before.indexOf(TABLE_END);
  if (start < 0 || end < start) {
    problems.push(`THIRD_PARTY.md has lost its markers “${TABLE_START}” and “${TABLE_END}”.`);
  } else {
    const after = `${before.slice(0, start)}${TABLE_START}\n${tableOf(packages)}\n${before.slice(end)}`;
    if (write) writeFileSync(document, after);
    else if (after !== before)
      problems.push("THIRD_PARTY.md is out of date: run `node scripts/licences.ts --write`.");
  }
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`${packages.length} packages, all under licences we may ship`);
  return problems.length === 0;
}
