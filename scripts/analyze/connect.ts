import { readFile } from "node:fs/promises";
import path from "node:path";
import { buildModules, bundleWorkers, WORKERS } from "../build.ts";
import { isBuilt } from "../built-worker.ts";
import { startDescant } from "../serve.ts";
import { type AnalyzeOptions, DEFAULT_SERVER, UsageError } from "./arguments.ts";
import { createDescantApi, type DescantApi } from "./descant-api.ts";

const PROBE_MS = 3_000;

export interface Connection {
  /** Scheme, host and port of the server that is asked. */
  origin: string;
  api: DescantApi;
  /** Ends what was started for this; harmless when nothing was. */
  close(): Promise<void>;
}

/**
 * Finds the Descant to ask: the named one, else the one that runs on this machine, else one that is started here on a
 * free port and ended by `close`.
 * @param say tells the user what takes time
 * @throws UsageError without a key for the server; Error when the named server does not answer, or the key is not its
 */
export async function connect(options: AnalyzeOptions, say: (line: string) => void): Promise<Connection> {
  const { server, stateFolder } = options;
  const address = server ?? new URL(DEFAULT_SERVER);
  if (await answers(address)) {
    const key = options.key ?? (await localKey(stateFolder));
    if (!key)
      throw new UsageError(`A key for ${address.origin} is missing: give it with --key or in $DESCANT_KEY.`);
    const api = createDescantApi(address.origin, key);
    await api.checkKey();
    return { origin: address.origin, api, close: async () => {} };
  }
  if (server) throw new Error(`No Descant answers at ${server.origin}.`);
  await buildWhenMissing(say);
  say("Starting Descant for this …");
  const own = await startDescant({ port: 0, stateFolder, vars: { LOG_LEVEL: "error" } });
  return { origin: own.url.origin, api: createDescantApi(own.url.origin, own.key), close: own.stop };
}

/** Whether a Descant listens there, and not somebody else's program. */
async function answers(server: URL): Promise<boolean> {
  try {
    const response = await fetch(new URL("/healthz", server), { signal: AbortSignal.timeout(PROBE_MS) });
    return ((await response.json()) as { status?: unknown } | null)?.status === "ok";
  } catch {
    return false;
  }
}

async function localKey(stateFolder: string): Promise<string | undefined> {
  const text = await readFile(path.join(stateFolder, "local-key"), "utf8").catch(() => "");
  return text.trim() || undefined;
}

async function buildWhenMissing(say: (line: string) => void): Promise<void> {
  if (WORKERS.every(isBuilt)) return;
  say("Building Descant …");
  await buildModules();
  await bundleWorkers();
}
