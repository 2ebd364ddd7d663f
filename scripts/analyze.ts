import path from "node:path";
import { analyseAll, type Outcome } from "./analyze/analyse-all.ts";
import { type AnalyzeOptions, HELP, readArguments, UsageError } from "./analyze/arguments.ts";
import { type Connection, connect } from "./analyze/connect.ts";
import { findRecordings } from "./analyze/find-recordings.ts";
import { jsonOutcomes } from "./analyze/json.ts";
import { createProgress } from "./analyze/progress.ts";
import { formatOutcomes } from "./analyze/table.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Where the user gave the command: npm runs scripts in the checkout, and tells from where. */
function givenFrom(): string {
  const byNpm = process.env.npm_lifecycle_event === "analyze" ? process.env.INIT_CWD : undefined;
  return byNpm ?? process.cwd();
}

async function main(): Promise<number> {
  const folder = givenFrom();
  const options = readArguments(process.argv.slice(2), { folder, root, environment: process.env });
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  const recordings = await findRecordings(options.paths, folder);
  const progress = createProgress(process.stderr, recordings.length);
  // Without one that can be read there is nothing to ask a server for.
  const needed = recordings.some(({ problem }) => problem === undefined);
  const connection = needed ? await connectFromCheckout(options, progress.say) : undefined;
  const interrupted = () => void Promise.resolve(connection?.close()).finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  let outcomes: Outcome[];
  try {
    const api = connection?.api ?? { analyse: () => Promise.reject(new Error("no server was needed")) };
    outcomes = await analyseAll(api, recordings, options.labels, progress);
  } finally {
    progress.end();
    await connection?.close();
  }
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  console.log(
    options.json ? jsonOutcomes(connection?.origin ?? "", outcomes) : `\n${formatOutcomes(outcomes, width)}`,
  );
  return outcomes.every(({ status }) => status === "analysed") ? 0 : 1;
}

/** The build and the server read their files relative to the checkout. */
async function connectFromCheckout(
  options: AnalyzeOptions,
  say: (line: string) => void,
): Promise<Connection> {
  process.chdir(root);
  return connect(options, say);
}

// Whoever reads only the start of what we print, as `head` does, has closed the rest.
process.stdout.on("error", () => process.exit());

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error("`npm run analyze -- --help` shows how it is used.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
