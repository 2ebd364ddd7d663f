import { parseArgs } from "node:util";
import { unstable_readConfig } from "wrangler";
import { buildModules, configOf } from "./build.ts";
import { resourcesOf } from "./provision/resources.ts";
import { dryRun, WranglerError, wrangler } from "./provision/wrangler.ts";

const HELP = `Deploys Descant to Cloudflare: npm run deploy

  builds, applies new migrations, then deploys inference and after it the gateway, which is bound to it

\`npm run provision\` has to come first, once.

Options (after --):
  --dry-run   print the wrangler commands without running them
  --help`;

/** What the database id is in a checkout that was never provisioned. */
const PLACEHOLDER = /^0{8}-/;

const { values } = parseArgs({ options: { "dry-run": { type: "boolean" }, help: { type: "boolean" } } });

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
  const gateway = configOf("gateway");
  const id =
    unstable_readConfig({ config: gateway }, { hideWarnings: true }).d1_databases[0]?.database_id ?? "";
  if (!dry && PLACEHOLDER.test(id))
    throw new WranglerError("There is no database yet: run `npm run provision` first.");
  if (!dry) await buildModules();
  const cloudflare = dry ? dryRun : wrangler;
  // The new code may count on the new tables, so they come before it; every migration leaves the old code working.
  await cloudflare.act([
    "d1",
    "migrations",
    "apply",
    resourcesOf([gateway]).database,
    "--remote",
    "-c",
    gateway,
  ]);
  for (const config of [configOf("inference"), gateway]) {
    const output = await cloudflare.act(["deploy", "--minify", "-c", config]);
    if (output) console.log(output.trim());
  }
}
