import type { Miniflare } from "miniflare";
import type { ServeOptions } from "../../../scripts/serve.ts";

/** How identity is: as it should be, failing at once, or saying nothing for a minute. */
export type Mood = "up" | "failing" | "silent";

/** For how long it says nothing while it is silent. */
export const SILENCE_MS = 60_000;

const NAME = "between-gateway-and-identity";

/** Passes on what the gateway asks of identity, unless it has been told to behave like a Worker in trouble. */
const WORKER = `
  import { WorkerEntrypoint } from "cloudflare:workers";
  let mood = "up";
  let asked = 0;
  async function pass(call) {
    asked++;
    if (mood === "failing") throw new Error("identity has crashed");
    if (mood === "silent") await scheduler.wait(${SILENCE_MS});
    return call();
  }
  export class IdentityRpc extends WorkerEntrypoint {
    fetch(request) { return pass(() => this.env.IDENTITY.fetch(request)); }
    jwks() { return pass(() => this.env.IDENTITY.jwks()); }
    ready(traceId) { return pass(() => this.env.IDENTITY.ready(traceId)); }
    resolveKey(hash, traceId) { return pass(() => this.env.IDENTITY.resolveKey(hash, traceId)); }
  }
  export default {
    async fetch(request) {
      if (request.method === "POST") mood = await request.text();
      return new Response(String(asked));
    },
  };
`;

/** Puts a Worker between the gateway and identity that can be told to fail. */
export const withOutages: NonNullable<ServeOptions["arrange"]> = (workers) => [
  ...workers.map((worker) =>
    worker.name === "descant-gateway"
      ? {
          ...worker,
          serviceBindings: { ...worker.serviceBindings, IDENTITY: { name: NAME, entrypoint: "IdentityRpc" } },
        }
      : worker,
  ),
  {
    name: NAME,
    modules: true,
    script: WORKER,
    compatibilityDate: "2026-11-01",
    serviceBindings: { IDENTITY: { name: "descant-identity", entrypoint: "IdentityRpc" } },
  },
];

/** How often the gateway has asked identity anything so far. */
export async function timesAsked(miniflare: Miniflare): Promise<number> {
  const between = await miniflare.getWorker(NAME);
  return Number(await (await between.fetch("http://between/")).text());
}

/** Makes identity behave in a way from now on. */
export async function setMood(miniflare: Miniflare, mood: Mood): Promise<void> {
  const between = await miniflare.getWorker(NAME);
  await between.fetch("http://between/", { method: "POST", body: mood });
}
