import { readFile } from "node:fs/promises";
import path from "node:path";
import { type AnalyzeOptions, UsageError } from "./arguments.ts";
import { createDescantApi, type DescantApi } from "./descant-api.ts";

/** How long a server that took the connection may think; where none listens, that is known at once. */
const PROBE_MS = 20_000;

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
  if (await answers(server)) {
    const key = options.key ?? (await localKey(stateFolder));
    if (!key)
      throw new UsageError(`A key for ${server.origin} is missing: give it with --key or in $DESCANT_KEY.`);
    const api = createDescantApi(server.origin, key);
    await api.checkKey();
    return { origin: server.origin, api, close: async () => {} };
  }
  if (options.serverNamed) throw new Error(`No Descant answers at ${server.origin}.`);
  // Builder and runtime take seconds to load, which only this way of running needs.
  const { startOwnServer } = await import("./own-server.ts");
  const own = await startOwnServer(stateFolder, say);
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
