import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig } from "wrangler";
import { buildModules, configOf, WORKERS } from "./build.ts";
import { buildAssets } from "./build-assets.ts";
import { buildKernels } from "./build-kernels.ts";
import { readOptions } from "./command-line.ts";
import { signInLine } from "./local-owner.ts";
import { keepSecret } from "./local-secret.ts";
import { type LocalTenant, prepareLocalTenant } from "./local-tenant.ts";
import { migrate } from "./migrate.ts";

const HELP = `Runs Descant from its sources, and again after every change: npm run dev

  http://localhost:8787, with a state of its own in .wrangler/state (kept across restarts)

Options (after --):
  --port N   another port; PORT=N does the same
  --help`;

/** Where wrangler keeps local state; it puts a folder with the layout's version into it. */
const STATE = ".wrangler/state";
/** What the Workers are told beside their configuration: where they are reached, and identity's secret. */
const VARIABLES = `${STATE}/variables`;
/** Crons do not fire by themselves outside Cloudflare. */
const CRON_MS = 15_000;
const SETTLE_MS = 150;
const CTRL_C_MS = 2_000;

const values = readOptions({ port: { type: "string" }, help: { type: "boolean" } }, "npm run dev -- --help");
if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const port = Number(values.port ?? process.env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    console.error(`“${values.port ?? process.env.PORT}” is no port: take a number from 1 to 65535.`);
    process.exitCode = 2;
    return;
  }
  const origin = `http://localhost:${port}`;
  console.log("Building …");
  await buildModules();
  const { key, owner } = await prepareState(origin);
  console.log(`Your API key: ${key}\n${signInLine(origin, owner)}`);

  const configs = WORKERS.flatMap((name) => ["-c", configOf(name)]);
  const address = ["--ip", "127.0.0.1", "--port", String(port)];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  const child = spawn(
    "wrangler",
    ["dev", ...configs, ...address, "--persist-to", STATE, "--env-file", VARIABLES],
    {
      stdio: "inherit",
      env,
    },
  );
  const cron = setInterval(() => fetch(`${origin}/cdn-cgi/local/scheduled`).catch(() => {}), CRON_MS);
  const watchers = [
    rebuildOnChange("src/audio/kernels", buildKernels),
    rebuildOnChange("src/http/page", buildAssets),
    rebuildOnChange("src/http/docs-page", buildAssets),
  ];
  // Ctrl-C reaches wrangler by itself, and a second one would cut its end short; a signal to this process alone does not.
  process.once("SIGTERM", () => child.kill("SIGTERM"));
  process.once("SIGINT", () => setTimeout(() => child.kill("SIGINT"), CTRL_C_MS).unref());
  child.once("exit", (code) => {
    clearInterval(cron);
    for (const watcher of watchers) watcher.close();
    process.exitCode = code ?? 0;
  });
}

/** Migrates the database that `wrangler dev` will open, tells identity its secret, and gives the local tenant. */
async function prepareState(origin: string): Promise<LocalTenant> {
  const secret = await keepSecret(STATE, "auth-secret");
  // Not as .dev.vars, which `wrangler types` would take for a part of the configuration.
  await writeFile(VARIABLES, `AUTH_SECRET=${secret}\nPUBLIC_URL=${origin}\n`, { mode: 0o600 });
  const [database] = unstable_readConfig(
    { config: configOf("gateway") },
    { hideWarnings: true },
  ).d1_databases;
  const id = database?.preview_database_id ?? database?.database_id;
  if (!id) throw new Error("The gateway's configuration names no D1 database.");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      resourcePersistencePath: path.resolve(STATE, "v3"),
      modules: true,
      script: "export default {}",
      d1Databases: { DB: id },
    }),
  );
  try {
    const local = await miniflare.getD1Database("DB");
    await migrate(local);
    return await prepareLocalTenant(local, STATE);
  } finally {
    await miniflare.dispose();
  }
}

/** wrangler watches what it bundles; what we generate for it, we generate anew ourselves. */
function rebuildOnChange(folder: string, build: () => Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined;
  return watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error: Error) => console.error(error.message)), SETTLE_MS);
  });
}
