import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { build, type Plugin } from "esbuild";

interface WorkerModule {
  type: "ESModule" | "CompiledWasm" | "Data";
  path: string;
  contents: string | Uint8Array<ArrayBuffer>;
}

/**
 * Bundles a Worker of the benchmarks for Miniflare as `deploy` would bundle it: minified, WebAssembly and models as
 * modules of their own.
 * @param entry a file in this folder
 */
export async function bundleWorker(entry: string): Promise<WorkerModule[]> {
  const binaries = new Map<string, WorkerModule>();
  const result = await build({
    entryPoints: [path.join(import.meta.dirname, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*", ...builtinModules],
    plugins: [keepBinaries(binaries)],
  });
  const script = result.outputFiles[0]!.text;
  return [{ type: "ESModule", path: "index.js", contents: script }, ...binaries.values()];
}

/** Leaves imports of `.wasm` and `.onnx` files in the bundle, and collects the files. */
function keepBinaries(binaries: Map<string, WorkerModule>): Plugin {
  return {
    name: "keep-binaries",
    setup: ({ onResolve, resolve }) => {
      onResolve(
        { filter: /\.(wasm|onnx)$/ },
        async ({ path: name, importer, resolveDir, kind, pluginData }) => {
          if (pluginData === "resolved") return null;
          const found = await resolve(name, { importer, resolveDir, kind, pluginData: "resolved" });
          if (found.errors.length > 0) return { errors: found.errors };
          const type = name.endsWith(".wasm") ? "CompiledWasm" : "Data";
          const file = `${binaries.size}-${path.basename(found.path)}`;
          const known = binaries.get(found.path);
          // Read at once: files are resolved side by side, and the next one's number is how many there are by now.
          if (!known)
            binaries.set(found.path, {
              type,
              path: file,
              contents: new Uint8Array(readFileSync(found.path)),
            });
          return { path: `./${known?.path ?? file}`, external: true };
        },
      );
    },
  };
}
