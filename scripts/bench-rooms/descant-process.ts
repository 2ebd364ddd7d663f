/**
 * The built Workers in a workerd of their own, as `npm start` runs them, but without Miniflare's proxy between a socket and the
 * gateway, and with limits above the load. Started with a folder for its state.
 */
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { builtWorker } from "../built-worker.ts";
import { keepSecret } from "../local-secret.ts";
import { prepareLocalTenant } from "../local-tenant.ts";
import { migrate } from "../migrate.ts";
import { LIMITS_ABOVE_THE_LOAD } from "./limits.ts";

const folder = path.resolve(process.argv[2] ?? ".");
const PUBLIC_URL = "http://descant.test";
const vars = { LOG_LEVEL: "error", PUBLIC_URL };
// Miniflare puts a Worker of its own before one that has assets.
const { assets: _, ...gateway } = builtWorker("gateway", { ...vars, ...LIMITS_ABOVE_THE_LOAD });
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    logRequests: false,
    resourcePersistencePath: folder,
    workers: [
      { ...gateway, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] },
      builtWorker("identity", { ...vars, AUTH_SECRET: await keepSecret(folder, "auth-secret") }),
      builtWorker("inference", vars),
    ],
  }),
);
await miniflare.ready;
const database = await miniflare.getD1Database("DB", "descant-gateway");
await migrate(database);
const { key } = await prepareLocalTenant(database, folder);
const { port } = await miniflare.unsafeGetDirectURL("descant-gateway");
console.log(`gateway on ${port} with the key ${key}`);
