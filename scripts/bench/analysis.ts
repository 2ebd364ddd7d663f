import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { AudioFormat } from "../../src/audio/index.ts";
import { bundleWorker } from "./bundle-worker.ts";
import type { Clip } from "./clips.ts";
import { STAGES, type StageTimes } from "./stages.ts";
import { median } from "./statistics.ts";

export interface AnalysisFigures extends StageTimes {
  format: AudioFormat;
  seconds: number;
  bytes: number;
}

export interface AnalysisBench {
  /** The stages of a clip, each the median of several requests; the first, which warms the isolate, is left out. */
  measure(clip: Clip, requests: number): Promise<AnalysisFigures>;
  /** Milliseconds for the descriptors of a mono signal at 22,050 Hz: the best of several requests. */
  describe(signal: Float32Array<ArrayBuffer>, requests: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a workerd with the analysis in it, and nothing else. */
export async function startAnalysis(compatibilityDate: string): Promise<AnalysisBench> {
  const modules = await bundleWorker("analysis-worker.ts");
  const direct = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };
  const worker = { ...direct, name: "analysis", compatibilityDate, modules };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ host: "127.0.0.1", port: 0, cf: false, workers: [worker] }),
  );
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL("analysis");
  const ask = async <T>(
    path: string,
    body: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  ): Promise<T> => {
    const answer = await fetch(new URL(path, url), { method: "POST", body });
    if (!answer.ok) throw new Error(`the analysis answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    measure: async ({ format, seconds, bytes }, requests) => {
      const path = `/stages?format=${format}`;
      await ask<StageTimes>(path, bytes);
      const times: StageTimes[] = [];
      for (let request = 0; request < requests; request++) times.push(await ask<StageTimes>(path, bytes));
      const middle = (stage: keyof StageTimes) => median(times.map((each) => each[stage]));
      const medians = Object.fromEntries(STAGES.map((stage) => [stage, middle(stage)])) as StageTimes;
      return { format, seconds, bytes: bytes.length, ...medians };
    },
    describe: async (signal, requests) => {
      const times: number[] = [];
      for (let request = 0; request < requests; request++)
        times.push(await ask<number>("/descriptors", signal));
      return Math.min(...times);
    },
    stop: () => miniflare.dispose(),
  };
}
