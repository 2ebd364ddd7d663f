/** Runs relay-worker.ts in a workerd of its own. Started with a folder for its state. */
import path from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

const bundle = await build({
  entryPoints: [path.join(import.meta.dirname, "relay-worker.ts")],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2024",
  external: ["cloudflare:*"],
});
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    resourcePersistencePath: path.resolve(process.argv[2] ?? "."),
    workers: [
      {
        name: "relay",
        compatibilityDate: "2026-11-01",
        modules: [{ type: "ESModule", path: "index.js", contents: bundle.outputFiles[0]!.text }],
        durableObjects: { RELAY: { className: "Relay", useSQLite: true } },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  }),
);
await miniflare.ready;
console.log(`listening on ${(await miniflare.unsafeGetDirectURL("relay")).port}`);
