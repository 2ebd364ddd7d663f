import type { RunningDescant } from "../serve.ts";
import { type IsolateMemory, IsolateMeter, totalOf } from "./isolate-meter.ts";
import { findWorkerd, forgetPeak, type ProcessMemory, processMemory } from "./process-memory.ts";

/** What one analysis took. */
export interface AnalysisMemory {
  /** Seconds of sound that were analysed. */
  seconds: number;
  /** Wall time from the request to its answer, in milliseconds; measuring slows it down. */
  tookMs: number;
  /** The isolate when it was at rest before. */
  rest: IsolateMemory;
  /** The isolate when it held most, of all the moments looked at. */
  most: IsolateMemory;
  /** How many moments were looked at. */
  readings: number;
  /** The whole of workerd: both Workers, D1, R2, KV, queues, and garbage; null where /proc does not tell. */
  process: (ProcessMemory & { before: number }) | null;
}

/** How long between two readings, in milliseconds. */
const PAUSE_MS = 100;

/**
 * Uploads a recording, has it analysed, and reads the memory of the inference Worker's isolate meanwhile.
 * @param descant started with an inspector
 * @param sound the recording's bytes, sent as they come
 * @throws Error when it could not be analysed
 */
export async function measureAnalysis(
  descant: RunningDescant,
  sound: ReadableStream<Uint8Array>,
): Promise<AnalysisMemory> {
  const inspector = await descant.miniflare.getInspectorURL();
  const workerd = findWorkerd();
  // Wakes the Worker and loads its model, so that at rest is what it is for every analysis but the first.
  await fetch(new URL("/readyz", descant.url)).then((response) => response.arrayBuffer());
  const meter = await IsolateMeter.attach(inspector, "descant-inference");
  try {
    if (workerd) forgetPeak(workerd);
    const before = workerd ? processMemory(workerd).now : 0;
    const rest = await meter.read();
    const started = performance.now();
    let over = false;
    const analysis = analyse(descant, sound).finally(() => {
      over = true;
    });
    let most = rest;
    let readings = 0;
    while (!over) {
      const now = await meter.read();
      readings++;
      if (totalOf(now) > totalOf(most)) most = now;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const seconds = await analysis;
    const process = workerd ? { ...processMemory(workerd), before } : null;
    return { seconds, tookMs: performance.now() - started, rest, most, readings, process };
  } finally {
    meter.close();
  }
}

async function analyse({ url, key }: RunningDescant, sound: ReadableStream<Uint8Array>): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  const sent = await fetch(new URL("/v1/tracks", url), {
    method: "POST",
    headers: { ...headers, "content-type": "audio/*" },
    body: sound,
    duplex: "half",
  } as RequestInit);
  let { task } = (await sent.json()) as { task: { href: string; status: string; track: { href: string } } };
  while (task.status === "queued" || task.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    task = await (await fetch(task.href, { headers })).json();
  }
  if (task.status !== "succeeded") throw new Error(`the analysis ended badly: ${JSON.stringify(task)}`);
  const track = (await (await fetch(task.track.href, { headers })).json()) as { duration_ms: number };
  return track.duration_ms / 1000;
}
