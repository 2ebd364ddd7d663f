import { transformTables } from "./transform-tables.ts";

/** Samples in a frame of the kernels that src/audio/kernels/fourier-long.ts is a part of. */
export const LONG_FRAME = 4096;
/** Frames that they transform at once, a group. */
export const LANES = 4;

type LongBuffer =
  | "windowTable"
  | "twiddleTable"
  | "firstTwiddles"
  | "turnTable"
  | "binOffsets"
  | "inputSamples"
  | "spectrum";

/** What src/audio/kernels/fourier-long.ts exports, and its kernels with it. */
export type LongExports = { memory: WebAssembly.Memory } & Record<LongBuffer, WebAssembly.Global>;

/** The memory of such a kernel, which never grows: these views stay. */
export interface LongFrames {
  /** f32[8192]: where the samples of a group of four frames go, one frame after the other starting a hop later. */
  input: Float32Array;
  /** f32[2049][4]: |X|^2 of the four frames. */
  spectrum: Float32Array;
}

/**
 * Writes the tables of a new instance.
 * @param window f64[4096]
 */
export function prepareLongFrames(kernel: LongExports, window: Float64Array): LongFrames {
  const { buffer } = kernel.memory;
  const tables = transformTables(LONG_FRAME);
  const doubles = new Float64Array(buffer);
  doubles.set(window, kernel.windowTable.value >> 3);
  doubles.set(tables.twiddles, kernel.twiddleTable.value >> 3);
  doubles.set(tables.firstTwiddles, kernel.firstTwiddles.value >> 3);
  doubles.set(tables.turns, kernel.turnTable.value >> 3);
  new Int32Array(buffer).set(tables.binOffsets, kernel.binOffsets.value >> 2);
  return {
    input: new Float32Array(buffer, kernel.inputSamples.value, 2 * LONG_FRAME),
    spectrum: new Float32Array(buffer, kernel.spectrum.value, (LONG_FRAME / 2 + 1) * LANES),
  };
}
