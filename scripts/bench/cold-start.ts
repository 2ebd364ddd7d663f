import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { builtWorker } from "../built-worker.ts";
import { bundleWorker } from "./bundle-worker.ts";
import { median } from "./statistics.ts";

/** Milliseconds, each the median of the runs. */
export interface ColdStart {
  worker: "gateway" | "inference";
  what: string;
  /** From the start of Miniflare to the first good answer. */
  untilAnswer: number;
  /** The same, with an empty Worker in this one's place: process, simulators and sockets. */
  untilEmptyAnswer: number;
  /** The median of their differences: what this Worker adds. */
  own: number;
}

export interface ColdFigures {
  starts: ColdStart[];
  /** `ready()` once the Worker has answered something else: kernels, ONNX Runtime and the model's session. */
  firstReady: number;
  /** `ready()` after that: the round trip by itself. */
  nextReady: number;
}

type Options = Parameters<typeof convertV4MiniflareOptions>[0];
type Modules = Awaited<ReturnType<typeof bundleWorker>>;

const DIRECT = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };

/** Starts a workerd, asks each path of a Worker in turn, and ends it. Milliseconds since the start at each answer. */
async function askFresh(workers: object[], asks: [worker: string, path: string][]): Promise<number[]> {
  const started = performance.now();
  const options = { host: "127.0.0.1", port: 0, cf: false, workers } as Options;
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  try {
    const times: number[] = [];
    for (const [worker, path] of asks) {
      const answer = await fetch(new URL(path, await miniflare.unsafeGetDirectURL(worker)));
      await answer.arrayBuffer();
      // The inference Worker answers no HTTP: its 404 shows as well that it has started.
      if (!answer.ok && answer.status !== 404) throw new Error(`${worker} answered ${answer.status}`);
      times.push(performance.now() - started);
    }
    return times;
  } finally {
    await miniflare.dispose();
  }
}

/** Measures how long each Worker takes to its first answer, in a workerd of its own each time. */
export async function measureColdStarts(runs: number): Promise<ColdFigures> {
  const empty = await bundleWorker("empty-worker.ts");
  const probe = await bundleWorker("ready-probe.ts");
  const { assets: _, ...gatewayOptions } = builtWorker("gateway", { LOG_LEVEL: "warn" });
  const gateway = { ...gatewayOptions, ...DIRECT };
  const inference = { ...builtWorker("inference", { LOG_LEVEL: "warn" }), ...DIRECT };
  const emptied = <T extends object>(worker: T, modules: Modules) => {
    const { rootPath: __, modulesRoot: ___, ...rest } = { rootPath: "", modulesRoot: "", ...worker };
    return { ...rest, modules };
  };
  const { compatibilityDate } = inference;
  const asker = {
    ...DIRECT,
    name: "probe",
    compatibilityDate,
    modules: probe,
    serviceBindings: { INFERENCE: { name: "descant-inference", entrypoint: "InferenceRpc" } },
  };
  const stub = emptied(inference, empty);
  const health: [string, string][] = [["descant-gateway", "/healthz"]];
  const ready: [string, string][] = [["probe", "/"]];

  const starts: Record<"gateway" | "inference", { full: number; bare: number }[]> = {
    gateway: [],
    inference: [],
  };
  const firsts: number[] = [];
  const nexts: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [gatewayBare] = await askFresh([emptied(gateway, empty), stub], health);
    const [gatewayFull] = await askFresh([gateway, stub], health);
    starts.gateway.push({ full: gatewayFull!, bare: gatewayBare! });
    const [inferenceBare] = await askFresh([asker, stub], ready);
    const [inferenceFull] = await askFresh([asker, inference], ready);
    starts.inference.push({ full: inferenceFull!, bare: inferenceBare! });
    const [up, first, next] = await askFresh(
      [asker, inference],
      [["descant-inference", "/"], ...ready, ...ready],
    );
    firsts.push(first! - up!);
    nexts.push(next! - first!);
  }
  const summary = (worker: "gateway" | "inference", what: string): ColdStart => ({
    worker,
    what,
    untilAnswer: median(starts[worker].map(({ full }) => full)),
    untilEmptyAnswer: median(starts[worker].map(({ bare }) => bare)),
    own: median(starts[worker].map(({ full, bare }) => full - bare)),
  });
  return {
    starts: [summary("gateway", "GET /healthz"), summary("inference", "ready() over RPC")],
    firstReady: median(firsts),
    nextReady: median(nexts),
  };
}
