import { randomBytes } from "node:crypto";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { builtWorker } from "../built-worker.ts";
import type { LocalOwner } from "../local-owner.ts";
import { prepareLocalTenant } from "../local-tenant.ts";
import { type LocalDatabase, migrate } from "../migrate.ts";
import { bundleWorker } from "./bundle-worker.ts";

/** More than any load here sends, so that the limiter decides every request and refuses none. */
const UNLIMITED = { RATE_LIMIT_REQUESTS: 60_000_000, RATE_LIMIT_BURST: 10_000 };
/** Where the servers are told they are; identity takes requests of pages from here only. */
const PUBLIC_URL = "http://descant.test";
/** Request logs go through the local console, which no deployed Worker has. */
const QUIET = { LOG_LEVEL: "warn" };

export interface BenchServers {
  miniflare: Miniflare;
  database: LocalDatabase;
  tenantId: string;
  key: string;
  owner: LocalOwner;
  publicUrl: string;
  /** Ports that reach a Worker without Miniflare's proxy. */
  ports: { gateway: number; forgetful: number; bare: number; door: number };
  stop(): Promise<void>;
}

/**
 * Starts in one workerd: the gateway as it is deployed; a second one that trusts no copy of its own for any time, so
 * that each of its reads goes to KV or D1; identity and inference; the bare routes they stand beside, and a probe of the front
 * door.
 * @param folder where everything stored is kept; to be deleted by the caller
 */
export async function startServers(folder: string): Promise<BenchServers> {
  const bare = await bundleWorker("bare-worker.ts");
  const door = await bundleWorker("identity-worker.ts");
  // Miniflare puts a Worker of its own before one that has assets, which costs as much as a whole bare request.
  const { assets: _, ...gateway } = builtWorker("gateway", { ...QUIET, ...UNLIMITED, PUBLIC_URL });
  const { d1Databases = {}, kvNamespaces = {}, compatibilityDate = "" } = gateway;
  const direct = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };
  const workersFor = (tenant: string) => [
    { ...gateway, ...direct },
    {
      ...gateway,
      ...direct,
      name: "forgetful",
      queueConsumers: {},
      bindings: { ...gateway.bindings, FEATURES_ISOLATE_TTL_MS: 0 },
    },
    builtWorker("identity", { ...QUIET, PUBLIC_URL, AUTH_SECRET: randomBytes(32).toString("base64url") }),
    builtWorker("inference", QUIET),
    {
      ...direct,
      name: "door",
      compatibilityDate,
      modules: door,
      serviceBindings: { IDENTITY: { name: "descant-identity", entrypoint: "IdentityRpc" } },
    },
    {
      ...direct,
      name: "bare",
      compatibilityDate,
      d1Databases,
      kvNamespaces,
      modules: bare,
      bindings: { TENANT: tenant },
    },
  ];
  const options = (tenant: string) =>
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      logRequests: false,
      resourcePersistencePath: path.resolve(folder),
      workers: workersFor(tenant),
    });

  const miniflare = new Miniflare(options(""));
  try {
    await miniflare.ready;
    const database = await miniflare.getD1Database("DB", "descant-gateway");
    await migrate(database);
    const tenant = await prepareLocalTenant(database, folder);
    await miniflare.setOptions(options(tenant.id));
    const portOf = async (name: string) => Number((await miniflare.unsafeGetDirectURL(name)).port);
    return {
      miniflare,
      database: await miniflare.getD1Database("DB", "descant-gateway"),
      tenantId: tenant.id,
      key: tenant.key,
      owner: tenant.owner,
      publicUrl: PUBLIC_URL,
      ports: {
        gateway: await portOf("descant-gateway"),
        forgetful: await portOf("forgetful"),
        bare: await portOf("bare"),
        door: await portOf("door"),
      },
      stop: () => miniflare.dispose(),
    };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}
