import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { WORKERS } from "./scripts/build.ts";
import { withoutAnalyses } from "./test/e2e/deaf-worker.ts";

// Miniflare would tell every server of each certificate of this machine, and copy the whole of its configuration each time;
// tests stay on loopback. It looks when it is imported.
delete process.env.NODE_EXTRA_CA_CERTS;
const { cloudflareTest, readD1Migrations } = await import("@cloudflare/vitest-plugin");
const { builtWorker, isBuilt } = await import("./scripts/built-worker.ts");

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

/** How the gateway and identity are told to be in tests: at the address that tests ask. */
const TEST_IDENTITY = {
  PUBLIC_URL: "http://descant.test",
  AUTH_SECRET: "a secret of the tests, long enough to be taken",
};

/** The other built Workers, for a project that tests one: what they say to that one reaches the tested source. */
function builtBeside(tested: "gateway" | "identity") {
  const runner = `vitest-plugin-runner-${tested}`;
  const workers = WORKERS.filter((name) => name !== tested && isBuilt(name)).map((name) => {
    const worker = builtWorker(name, { LOG_LEVEL: "error", ...TEST_IDENTITY });
    const { serviceBindings } = worker;
    return {
      ...worker,
      ...(name === "gateway" && {
        serviceBindings: { ...serviceBindings, IDENTITY: { name: runner, entrypoint: "IdentityRpc" } },
      }),
    };
  });
  // Nobody who signs in waits for an analysis.
  return tested === "identity" ? withoutAnalyses(workers) : workers;
}

export default defineConfig({
  test: {
    // One more than the two cores: whoever drives a server over HTTP waits more than it works.
    maxWorkers: 3,
    coverage: {
      provider: "istanbul",
      include: ["src/**/*.ts", "durable-objects/**/*.ts", "workers/**/*.ts"],
      exclude: [
        "src/audio/kernels/**",
        "src/audio/built/**",
        "src/http/page/**",
        "src/http/docs-page/**",
        "src/identity/pages/**",
        "src/collaboration/page/**",
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
          // What none of them needs, however slow the machine; some start twenty processes, one after the other.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            // The real Workers beside it stand next to the gateway under test, as they are deployed.
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: migrations,
                LOG_LEVEL: "error",
                ...TEST_IDENTITY,
                // So that a test can send as many: for each of them the object asks this process for its module again.
                ROOM_MESSAGE_BURST: 200,
              },
              workers: builtBeside("gateway"),
            },
          }),
        ],
        test: {
          name: "gateway",
          include: [
            "test/src/{audio-analysis,http,auth,policy,tenants,compliance,collaboration,catalog,features,fingerprints,cards,calibrations,tasks,cache,database,monitoring,storage}/**/*.test.ts",
            "test/durable-objects/**/*.test.ts",
            "test/workers/gateway/**/*.test.ts",
          ],
          setupFiles: ["./test/workers/setup.ts"],
          isolate: false,
          // What none of them needs, however slow the machine: the defaults of a hook and a poll are for fast ones.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
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
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./workers/identity/wrangler.toml" },
            miniflare: {
              bindings: { TEST_MIGRATIONS: migrations, LOG_LEVEL: "error", ...TEST_IDENTITY },
              // Identity tells the tenants' meters, which live in the gateway, what it has revoked.
              workers: builtBeside("identity"),
            },
          }),
        ],
        test: {
          name: "identity",
          // Else all modules known so far go to workerd in one message, and better-auth's are more than one may hold.
          fsModuleCache: false,
          include: ["test/src/{identity,outgoing}/**/*.test.ts", "test/workers/identity/**/*.test.ts"],
          setupFiles: ["./test/workers/setup.ts"],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [wasmModules],
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["./test/e2e/prepared-state.ts"],
          isolate: false,
          // A machine that is slow, or stands still for seconds, fails no test: what never comes is found out all the same.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
