import fingerprintWasm from "../built/fingerprint.wasm";
import { LANES, type LongExports, type LongFrames, prepareLongFrames } from "../fourier/index.ts";
import { CLASSES, FRAME, RATE } from "./compare/settings.ts";

const LOWEST_HZ = 28;
const HIGHEST_HZ = 3_520;
/** The pitch that classes are counted from: the lowest A of a piano. */
const A0_HZ = 27.5;
/** Bytes of the four sums of a class. */
const VECTOR_BYTES = 16;

/** What src/audio/kernels/fingerprint.ts exports. */
type FingerprintExports = { foldClasses(first: number, end: number): void } & LongExports &
  Record<"classOffsets" | "classPowers", WebAssembly.Global>;

/** The fingerprint kernel: `fold` makes `classes` of the four frames in `input`. */
export interface FingerprintKernel extends LongFrames {
  fold(): void;
  /** f32[CLASSES][4]: power of each pitch class. */
  classes: Float32Array;
}

let kernel: FingerprintKernel | undefined;

/** The one kernel of the process (256 KB). Nothing stays in it from one call to the next, so that any number may use it. */
export function fingerprintKernel(): FingerprintKernel {
  kernel ??= makeKernel();
  return kernel;
}

function makeKernel(): FingerprintKernel {
  const wasm = new WebAssembly.Instance(fingerprintWasm, {}).exports as FingerprintExports;
  const { buffer } = wasm.memory;
  const end = binOf(HIGHEST_HZ);
  const offsets = Int32Array.from({ length: end }, (_, bin) => VECTOR_BYTES * classOf(Math.max(1, bin)));
  new Int32Array(buffer).set(offsets, wasm.classOffsets.value >> 2);
  return {
    ...prepareLongFrames(wasm, hammingWindow()),
    classes: new Float32Array(buffer, wasm.classPowers.value, CLASSES * LANES),
    fold: () => wasm.foldClasses(binOf(LOWEST_HZ), end),
  };
}

const binOf = (hz: number): number => Math.round((FRAME * hz) / RATE);

function classOf(bin: number): number {
  const octaves = Math.log2((bin * RATE) / FRAME / A0_HZ);
  return Math.floor(CLASSES * (octaves - Math.floor(octaves)));
}

/** Scaled so that steps of 16 bits come out as shares of the full scale. */
function hammingWindow(): Float64Array {
  return Float64Array.from(
    { length: FRAME },
    (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32_767,
  );
}
