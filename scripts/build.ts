import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { buildAssets } from "./build-assets.ts";
import { buildKernels } from "./build-kernels.ts";
import { readOptions } from "./command-line.ts";
import { liftDecoders } from "./lift-decoders.ts";

const HELP = `Builds everything that is made from source: npm run build

  src/audio/built/      the kernels' WASM (from AssemblyScript) and the decoders' WASM, one replaceable file each
  build/assets/         the page and the API's documentation
  build/workers/<name>/ the Workers, bundled and minified

Options:
  --modules   only what the tests and bundles import: kernels, decoders, assets
  --help`;

/** The Workers of the product. */
export const WORKERS = ["gateway", "identity", "inference"] as const;

export type WorkerName = (typeof WORKERS)[number];

/** The configuration a Worker is deployed with; the gateway's stands at the root. */
export function configOf(name: WorkerName): string {
  return name === "gateway" ? "wrangler.toml" : `workers/${name}/wrangler.toml`;
}

/** Makes the generated modules and assets that sources import. */
export async function buildModules(): Promise<void> {
  await Promise.all([buildKernels(), liftDecoders(), buildAssets()]);
}

/** Bundles each Worker as `deploy` would, without sending it anywhere. */
export async function bundleWorkers(): Promise<void> {
  for (const name of WORKERS) {
    // Absolute, because wrangler takes a relative one from the configuration's folder.
    const outdir = path.resolve("build/workers", name);
    await rm(outdir, { recursive: true, force: true });
    await run("wrangler", ["deploy", "--dry-run", "--minify", "-c", configOf(name), "--outdir", outdir]);
  }
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" };
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")}\n${output}`)),
    );
  });
}

if (import.meta.main) {
  const values = readOptions(
    { modules: { type: "boolean" }, help: { type: "boolean" } },
    "npm run build -- --help",
  );
  if (values.help) {
    console.log(HELP);
  } else {
    await buildModules();
    if (!values.modules) await bundleWorkers();
  }
}
