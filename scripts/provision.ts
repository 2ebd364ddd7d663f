import { readOptions } from "./command-line.ts";
import { OWNER_EMAIL } from "./local-owner.ts";
import { putAuthSecret } from "./provision/auth-secret.ts";
import {
  configurations,
  GATEWAY,
  IDENTITY,
  readConfiguration,
  valuesIn,
} from "./provision/configurations.ts";
import { createResources } from "./provision/create-resources.ts";
import { createFirstTenant } from "./provision/first-tenant.ts";
import { resourcesOf } from "./provision/resources.ts";
import { dryRun, WranglerError, wrangler } from "./provision/wrangler.ts";
import { writeIds, writePublicUrl } from "./provision/write-ids.ts";

const HELP = `Creates at Cloudflare what Descant needs: npm run provision

  a D1 database, an R2 bucket with a rule for unfinished uploads, a KV namespace and two queues;
  writes their ids into the wrangler.toml files, applies the migrations, gives identity its secret, and makes a first
  tenant with an API key and an owner, both of which it prints once

What exists already is left as it is, so it can be run again. Log in first, with \`npx wrangler login\` or
$CLOUDFLARE_API_TOKEN; with several accounts, $CLOUDFLARE_ACCOUNT_ID says which.

Options (after --):
  --url URL       where people will reach it, such as https://music.example.org: tokens, cookies and passkeys are bound to it
  --owner EMAIL   the address the owner signs in with (owner@descant.local)
  --dry-run       print the wrangler commands of a first run, without running them
  --help`;

const values = readOptions(
  {
    url: { type: "string" },
    owner: { type: "string", default: OWNER_EMAIL },
    "dry-run": { type: "boolean" },
    help: { type: "boolean" },
  },
  "npm run provision -- --help",
);

if (values.help) {
  console.log(HELP);
} else {
  try {
    await provision(values["dry-run"] ?? false);
  } catch (error) {
    if (!(error instanceof WranglerError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function provision(dry: boolean): Promise<void> {
  const cloudflare = dry ? dryRun : wrangler;
  // A configuration is read at the start, where a mistake in it has done no harm yet.
  const configs = configurations();
  const resources = resourcesOf(configs);
  const url = values.url ?? valuesIn(readConfiguration(GATEWAY), "PUBLIC_URL")[0] ?? "";
  if (!dry && !/^https:\/\/[a-z0-9.-]+$/.test(url))
    throw new WranglerError("Where will people reach it? Say it with -- --url https://… (no path).");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.owner))
    throw new WranglerError(`“${values.owner}” is no e-mail address.`);
  const who = await cloudflare.look(["whoami", "--json"]);
  if (!dry && !who.ok)
    throw new WranglerError("Nobody is logged in: run `npx wrangler login`, or set $CLOUDFLARE_API_TOKEN.");

  const ids = await createResources(cloudflare, resources, dry);
  if (dry)
    console.log(
      `# the ids go into ${configs.join(" and ")}; the ids and the hash below are made anew each time`,
    );
  else {
    for (const config of writeIds(configs, ids)) console.log(`${config} holds the new ids`);
    for (const config of writePublicUrl(configs, url)) console.log(`${config} holds the new address`);
  }

  await cloudflare.act(["d1", "migrations", "apply", resources.database, "--remote", "-c", GATEWAY]);
  await putAuthSecret(cloudflare, IDENTITY);
  const first = await createFirstTenant(cloudflare, resources.database, GATEWAY, values.owner);
  if (dry) return;
  console.log(
    first === null
      ? "\nThere is a tenant already; no key was made."
      : `\nThe first tenant's API key, shown this once:\n\n  ${first.key}\n\nIts owner signs in at ${url}/sign-in, with a password shown this once:\n\n  ${first.email}   ${first.password}\n\nNow: npm run deploy`,
  );
}
