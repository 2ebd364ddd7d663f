import { readFileSync } from "node:fs";
import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { builtWorker, isBuilt } from "./scripts/built-worker.ts";

/** Lets Node evaluate `import module from "./x.wasm"` as workerd does: to a compiled `WebAssembly.Module`. */
const wasmModules = {
  name: "wasm-modules",
  enforce: "pre" as const,
  load(id: string) {
    if (!id.endsWith(".wasm")) return null;
    const bytes = JSON.stringify(readFileSync(id).toString("base64"));
    return `export default new WebAssembly.Module(Uint8Array.fromBase64?.(${bytes}) ?? Buffer.from(${bytes}, "base64"));`;
  },
};

const migrations = await readD1Migrations(path.resolve("migrations")).catch(() => []);

export default defineConfig({
  test: {
    coverage: {
      provider: "istanbul",
      include: ["src/**/*.ts", "durable-objects/**/*.ts", "workers/**/*.ts"],
      exclude: [
        "src/audio/kernels/**",
        "src/audio/built/**",
        "src/http/page/**",
        "src/http/docs-page/**",
        "**/*.d.ts",
      ],
      reporter: ["text", "json-summary"],
    },
    projects: [
      {
        plugins: [wasmModules],
        test: {
          name: "plain",
          include: [
            "test/src/audio/**/*.test.ts",
            "test/models/**/*.test.ts",
            "test/scripts/**/*.test.ts",
            "test/*.test.ts",
          ],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            // The real inference Worker stands beside the gateway under test, as it is deployed.
            miniflare: {
              bindings: { TEST_MIGRATIONS: migrations, LOG_LEVEL: "error" },
              workers: isBuilt("inference") ? [builtWorker("inference", { LOG_LEVEL: "error" })] : [],
            },
          }),
        ],
        test: {
          name: "gateway",
          include: [
            "test/src/{http,auth,catalog,features,tasks,cache,database,monitoring,storage}/**/*.test.ts",
            "test/durable-objects/**/*.test.ts",
            "test/workers/gateway/**/*.test.ts",
          ],
          setupFiles: ["./test/workers/setup.ts"],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./workers/inference/wrangler.toml" },
            miniflare: { bindings: { TEST_MIGRATIONS: migrations } },
          }),
        ],
        test: {
          name: "inference",
          include: ["test/src/{ai,analysis}/**/*.test.ts", "test/workers/inference/**/*.test.ts"],
          setupFiles: ["./test/workers/setup.ts"],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});
