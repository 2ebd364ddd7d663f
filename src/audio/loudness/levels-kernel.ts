import levelsWasm from "../built/levels.wasm";
import { KernelHeap } from "../kernel-heap.ts";

/**
 * What `kernels/levels.ts` exports; pointers are byte offsets into `memory`. The kernels document their
 * arguments.
 */
interface LevelsExports {
  memory: WebAssembly.Memory;
  heapStart(): number;
  scanLevels(samples: number, blocks: number, bounds: number, fullScale: number): number;
  interpolatedPeak(
    samples: number,
    blocks: number,
    bounds: number,
    pairs: number,
    pairCount: number,
    reach: number,
    peak: number,
  ): number;
  repair(samples: number, count: number, ceiling: number): void;
  reach(samples: number, count: number, bounds: number): void;
  addUp(first: number, second: number, count: number, sums: number): void;
  /** 0 or 1. */
  mayClip(samples: number, count: number, fullScale: number, flatLevel: number): number;
  weightedEnergy(first: number, second: number, frames: number, coefficients: number, state: number): void;
  deinterleave(samples: number, pairs: number, even: number, odd: number): void;
  halveRate(
    even: number,
    odd: number,
    taps: number,
    count: number,
    middle: number,
    out: number,
    outputs: number,
  ): void;
  convolvePhases(
    samples: number,
    bank: number,
    taps: number,
    phases: number,
    advance: number,
    phase: number,
    out: number,
    outputs: number,
  ): void;
  convolveBetweenPhases(
    samples: number,
    bank: number,
    taps: number,
    phases: number,
    advance: number,
    phase: number,
    out: number,
    outputs: number,
    branches: number,
  ): void;
}

/** An instance of the level kernels with a memory of its own, handed out by a `KernelHeap`. */
export class LevelsKernel {
  readonly run: LevelsExports;
  readonly #heap: KernelHeap;

  constructor() {
    this.run = new WebAssembly.Instance(levelsWasm, {}).exports as WebAssembly.Exports & LevelsExports;
    this.#heap = new KernelHeap(this.run.memory, this.run.heapStart());
  }

  /** Reserves `bytes` zeroed bytes, aligned for SIMD, and returns their offset. */
  allocate(bytes: number): number {
    return this.#heap.allocate(bytes);
  }

  /** The `length` f32 at `pointer`. */
  floats(pointer: number, length: number): Float32Array {
    return new Float32Array(this.run.memory.buffer, pointer, length);
  }

  /** The `length` f64 at `pointer`. */
  doubles(pointer: number, length: number): Float64Array {
    return new Float64Array(this.run.memory.buffer, pointer, length);
  }
}
