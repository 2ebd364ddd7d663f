import { CannotVerifyError, HELP, readArguments, UsageError } from "./audit/arguments.ts";
import { describeVerdict, verifyTrail } from "./audit/verify-trail.ts";

/** Where the user gave the command: npm runs scripts in the checkout, and tells from where. */
function givenFrom(): string {
  const byNpm = process.env.npm_lifecycle_event === "audit:verify" ? process.env.INIT_CWD : undefined;
  return byNpm ?? process.cwd();
}

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), {
    folder: givenFrom(),
    environment: process.env,
  });
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  const verified = await verifyTrail(options);
  const { ok } = verified.verdict;
  (ok ? console.log : console.error)(describeVerdict(verified));
  return ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CannotVerifyError)) throw error;
  console.error(error.message);
  if (error instanceof UsageError) console.error("`npm run audit:verify -- --help` shows how it is used.");
  process.exitCode = 2;
}
