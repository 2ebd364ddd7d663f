import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { V4WorkerOptionsShape } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { configOf, type WorkerName } from "./build.ts";

// Secrets are given to each start, not to the configuration; wrangler would warn of each that it does not find there.
process.env.WRANGLER_LOG ??= "error";

/** Whether `npm run build` has bundled a Worker. */
export function isBuilt(name: WorkerName): boolean {
  return existsSync(path.resolve("build/workers", name, "index.js"));
}

/**
 * What Miniflare is told of one Worker: its deployed configuration, on the bundle that `npm run build` made.
 * @throws Error when it has not been built
 */
export function builtWorker(name: WorkerName, vars: Record<string, string | number> = {}) {
  const folder = path.resolve("build/workers", name);
  if (!isBuilt(name)) throw new Error("The Workers have not been built yet: run `npm run build`.");
  const files = readdirSync(folder).filter((file) => /\.(js|wasm|onnx)$/.test(file));
  files.sort((a, b) => Number(b === "index.js") - Number(a === "index.js"));
  const options: V4WorkerOptionsShape = unstable_getMiniflareWorkerOptions(configOf(name)).workerOptions;
  const { rootPath: _, ...rest } = options;
  return {
    ...rest,
    name: `descant-${name}`,
    bindings: { ...rest.bindings, ...vars },
    rootPath: folder,
    modulesRoot: folder,
    modules: files.map((file) => ({ type: moduleType(file), path: path.join(folder, file) })),
  };
}

function moduleType(file: string): "ESModule" | "CompiledWasm" | "Data" {
  if (file.endsWith(".wasm")) return "CompiledWasm";
  return file.endsWith(".onnx") ? "Data" : "ESModule";
}
