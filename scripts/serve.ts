import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:net";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from "miniflare";
import { WORKERS } from "./build.ts";
import { builtWorker } from "./built-worker.ts";
import type { LocalOwner } from "./local-owner.ts";
import { keepSecret } from "./local-secret.ts";
import { prepareLocalTenant } from "./local-tenant.ts";
import { migrate } from "./migrate.ts";
import { OUTGOING_NETWORK, outgoingNetwork } from "./outgoing-network.ts";
import { claimState } from "./state-claim.ts";

export interface ServeOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where everything stored is kept; made when missing. */
  stateFolder: string;
  /** Overrides of the configured variables, such as `LOG_LEVEL`. */
  vars?: Record<string, string | number>;
  /** How often the cron is run, in milliseconds; crons do not fire by themselves outside Cloudflare. */
  cronMs?: number;
  /** Opens workerd's inspector on a free port, which `miniflare.getInspectorURL()` tells. */
  inspect?: boolean;
  /** Changes the Workers before they start, or adds some: a test may put one of its own between two of them. */
  arrange?: (workers: V4WorkerOptions[]) => V4WorkerOptions[];
}

export interface RunningDescant {
  url: URL;
  /** The local tenant's API key. */
  key: string;
  /** Who owns the local tenant. */
  owner: LocalOwner;
  miniflare: Miniflare;
  /** Runs the cron now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** Somebody else has the port. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

/**
 * Runs the built Workers in one local workerd, on loopback, with their state in a folder that survives restarts.
 * @throws PortTakenError when the port is in use; StateInUseError when another server has the state folder; Error when
 *   the Workers have not been built
 */
export async function startDescant({
  port,
  stateFolder,
  vars = {},
  cronMs = 15_000,
  inspect = false,
  arrange = (workers) => workers,
}: ServeOptions): Promise<RunningDescant> {
  const ownPort = port === 0 ? await freePort() : port;
  await assertFree(ownPort);
  // A name, because passkeys are bound to one and never to an address.
  const url = new URL(`http://localhost:${ownPort}`);
  const claim = await claimState(stateFolder);
  const deaf = hearWorkerds(claim.note);
  const secret = await keepSecret(stateFolder, "auth-secret");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      // Miniflare's own address answers more than we do, such as every object of R2 to whoever asks: nobody is told of it.
      port: 0,
      cf: false,
      logRequests: false,
      ...(inspect && { inspectorPort: 0 }),
      resourcePersistencePath: path.resolve(stateFolder),
      workers: arrange([
        ...WORKERS.map((name) => ({
          ...builtWorker(name, {
            PUBLIC_URL: url.origin,
            // Nothing stands in front of us here unless somebody says so, and clients write what they like.
            CLIENT_ADDRESS_HEADER: "",
            ...(name === "identity" && { AUTH_SECRET: secret }),
            ...vars,
          }),
          ...(name === "gateway" && { unsafeDirectSockets: [{ host: "127.0.0.1", port: ownPort }] }),
          ...(name === "identity" && { outboundService: OUTGOING_NETWORK }),
        })),
        outgoingNetwork(String(vars.OUTGOING_ALLOWED ?? "")),
      ]),
    }),
  );
  try {
    await miniflare.ready.finally(deaf);
    const database = await miniflare.getD1Database("DB", "descant-gateway");
    await migrate(database);
    const { key, owner } = await prepareLocalTenant(database, stateFolder);
    const gateway = await miniflare.getWorker("descant-gateway");
    const sweep = async () => void (await gateway.scheduled({ cron: "* * * * *" }));
    await sweep();
    const timer = setInterval(() => sweep().catch(() => {}), cronMs);
    return {
      url,
      key,
      owner,
      miniflare,
      sweep,
      stop: async () => {
        clearInterval(timer);
        await miniflare.dispose();
        claim.release();
      },
    };
  } catch (error) {
    await miniflare.dispose();
    claim.release();
    throw error;
  }
}

/** Tells the process number of each workerd that this process starts, until the function that it gives back is called. */
function hearWorkerds(tell: (pid: number) => void): () => void {
  const hear = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    child.once("spawn", () => {
      if (child.pid !== undefined && path.basename(child.spawnfile) === "workerd") tell(child.pid);
    });
  };
  subscribe("child_process", hear);
  return () => void unsubscribe("child_process", hear);
}

/** Below the ports that systems give to outgoing connections, one of which could take ours before we do. */
const OWN_PORTS = [20_000, 32_000] as const;

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...OWN_PORTS);
    const taken = await assertFree(port).then(
      () => false,
      (error) => error instanceof PortTakenError,
    );
    if (!taken) return port;
  }
}

/** @throws PortTakenError when another program listens on the port of this machine */
export function assertFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () => reject(new PortTakenError(`Port ${port} is taken by another program.`)));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}
