import { readOptions } from "./command-line.ts";
import { configurations, GATEWAY, readConfiguration, valuesIn } from "./provision/configurations.ts";
import { resourcesOf } from "./provision/resources.ts";
import { dryRun, WranglerError, wrangler } from "./provision/wrangler.ts";

const HELP = `Deploys Descant to Cloudflare: npm run deploy

  builds, applies new migrations, then deploys every Worker, the gateway last, because it is bound to the others

\`npm run provision\` has to come first, once.

Options (after --):
  --dry-run    print the wrangler commands without running them
  --no-build   take the generated modules that are there
  --help`;

/** What the database id is in a checkout that was never provisioned. */
const PLACEHOLDER = /^0{8}-/;

const flag = { type: "boolean" } as const;
const values = readOptions({ "dry-run": flag, "no-build": flag, help: flag }, "npm run deploy -- --help");

if (values.help) {
  console.log(HELP);
} else {
  try {
    await deploy(values["dry-run"] ?? false);
  } catch (error) {
    if (!(error instanceof WranglerError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function deploy(dry: boolean): Promise<void> {
  const [id = ""] = valuesIn(readConfiguration(GATEWAY), "database_id");
  if (!dry && PLACEHOLDER.test(id)) {
    throw new WranglerError("There is no database yet: run `npm run provision` first.");
  }
  if (!dry && !values["no-build"]) await (await import("./build.ts")).buildModules();
  const cloudflare = dry ? dryRun : wrangler;
  const { database } = resourcesOf([GATEWAY]);
  // The new code may count on the new tables, so they come before it; every migration leaves the old code working.
  await cloudflare.act(["d1", "migrations", "apply", database, "--remote", "-c", GATEWAY]);
  for (const config of [...configurations().slice(1), GATEWAY]) {
    const output = await cloudflare.act(["deploy", "--minify", "-c", config]);
    if (output) console.log(output.trim());
  }
}
