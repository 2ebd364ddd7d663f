import tonalWasm from "../built/tonal.wasm";
import {
  hannWindow,
  LANES,
  LONG_FRAME,
  type LongExports,
  type LongFrames,
  prepareLongFrames,
} from "../fourier/index.ts";
import { LINES, lineTables } from "./log-frequency.ts";

/** What src/audio/kernels/tonal.ts exports. */
type TonalExports = { measureLines(): void } & LongExports & Record<TonalBuffer, WebAssembly.Global>;
type TonalBuffer = "lineStarts" | "lineFirstBins" | "lineWeights" | "lineLevels";

/** The tonal kernel: `measure` makes `spectrum` and `levels` of the four frames in `input`. */
export interface TonalKernel extends LongFrames {
  measure(): void;
  /** u8[4][LINES] */
  levels: Uint8Array;
}

let kernel: TonalKernel | undefined;

/** The one kernel of the process (256 KB). Nothing stays in it from one call to the next, so that any number may use it. */
export function tonalKernel(): TonalKernel {
  kernel ??= makeKernel();
  return kernel;
}

function makeKernel(): TonalKernel {
  const wasm = new WebAssembly.Instance(tonalWasm, {}).exports as TonalExports;
  const { buffer } = wasm.memory;
  const lines = lineTables();
  new Int32Array(buffer).set(lines.starts, wasm.lineStarts.value >> 2);
  new Int32Array(buffer).set(lines.firstBins, wasm.lineFirstBins.value >> 2);
  new Float32Array(buffer).set(lines.weights, wasm.lineWeights.value >> 2);
  return {
    ...prepareLongFrames(wasm, hannWindow(LONG_FRAME)),
    levels: new Uint8Array(buffer, wasm.lineLevels.value, LANES * LINES),
    measure: wasm.measureLines,
  };
}
