import spectralWasm from "../built/spectral.wasm";
import { BlockPool } from "./block-pool.ts";
import { chromaBank } from "./chroma-bank.ts";
import { LANES } from "./settings.ts";
import { kernelTables } from "./tables.ts";

type Address = number;

/** What src/audio/kernels/spectral.ts exports; its parts document the functions. */
type KernelExports = {
  memory: WebAssembly.Memory;
  powerSpectrum(frames: Address, spectrum: Address): void;
  keepLanes(spectrum: Address, lanes: number): void;
  melPower(spectrum: Address, mel: Address): void;
  melPeak(): number;
  forgetMelPeak(): void;
  spectralShape(spectrum: Address): void;
  spectralContrast(spectrum: Address, record: Address): void;
  chroma(spectrum: Address): void;
  findPeaks(spectrum: Address): number;
  toDecibels(mel: Address, floor: number): void;
  cepstrum(mel: Address): void;
  onsetStrength(before: Address, mel: Address): void;
  clean(samples: Address, count: number): void;
  energy(samples: Address, count: number): number;
  crossings(samples: Address, count: number): number;
} & Record<KernelBuffer, WebAssembly.Global>;

type KernelBuffer =
  | "windowTable"
  | "twiddleTable"
  | "turnTable"
  | "binOffsets"
  | "melStarts"
  | "melFirstBins"
  | "melWeights"
  | "shapeValues"
  | "contrastBands"
  | "chromaWeights"
  | "tonnetzBasis"
  | "chromaValues"
  | "peakValues"
  | "cepstrumBasis"
  | "cepstrumValues"
  | "onsetValues"
  | "inputSamples"
  | "scratchSpectrum";

/** Bytes of one group's spectra, and of the two kinds of values that are kept for every group. */
export const SPECTRUM_BYTES = 1025 * LANES * 4;
export const MEL_BYTES = 128 * LANES * 4;
export const CONTRAST_BYTES = 14 * LANES * 4;

/** One instance of the spectral kernel with its tables written, and the blocks of its memory. */
export class SpectralKernel {
  readonly call: KernelExports;
  readonly memory: WebAssembly.Memory;
  readonly pool: BlockPool;
  #floats: Float32Array;

  constructor() {
    this.call = new WebAssembly.Instance(spectralWasm, {}).exports as KernelExports;
    this.memory = this.call.memory;
    this.pool = new BlockPool(this.memory);
    this.#floats = new Float32Array(this.memory.buffer);
    const tables = kernelTables();
    const doubles = new Float64Array(this.memory.buffer);
    doubles.set(tables.window, this.address("windowTable") >> 3);
    doubles.set(tables.transform.twiddles, this.address("twiddleTable") >> 3);
    doubles.set(tables.transform.turns, this.address("turnTable") >> 3);
    this.floats.set(tables.melWeights, this.index("melWeights"));
    this.floats.set(tables.cepstrumBasis, this.index("cepstrumBasis"));
    this.floats.set(tables.tonnetzBasis, this.index("tonnetzBasis"));
    const integers = new Int32Array(this.memory.buffer);
    integers.set(tables.transform.binOffsets, this.index("binOffsets"));
    integers.set(tables.melStarts, this.index("melStarts"));
    integers.set(tables.melFirstBins, this.index("melFirstBins"));
    integers.set(tables.contrastBands, this.index("contrastBands"));
  }

  /** All memory as f32; ask again after anything that may have grown it. */
  get floats(): Float32Array {
    if (this.#floats.length === 0) this.#floats = new Float32Array(this.memory.buffer);
    return this.#floats;
  }

  /** Byte address of a static buffer. */
  address(buffer: KernelBuffer): Address {
    return this.call[buffer].value;
  }

  /** Index of a static buffer in `floats`. */
  index(buffer: KernelBuffer): number {
    return this.address(buffer) >> 2;
  }

  /** Writes the pitch-class weights for a tuning in semitones; `call.chroma` reads them. */
  setTuning(tuning: number): void {
    this.floats.set(chromaBank(tuning), this.index("chromaWeights"));
  }
}

let idle: SpectralKernel | undefined;

/**
 * A kernel for one recording: the one that the last analysis gave back, or a new one. Memory that a process has used
 * before need not be mapped again, which saves a fifth of the time of a short clip and keeps one analysis after the other
 * from piling up memory until a garbage collection.
 */
export function takeKernel(): SpectralKernel {
  const kernel = idle ?? new SpectralKernel();
  idle = undefined;
  kernel.call.forgetMelPeak();
  return kernel;
}

/** Gives a kernel back whose results have been copied and whose blocks have been released. */
export function returnKernel(kernel: SpectralKernel): void {
  idle = kernel;
}
