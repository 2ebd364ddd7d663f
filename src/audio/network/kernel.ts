import networkWasm from "../built/network.wasm";
import { KernelHeap } from "../kernel-heap.ts";

/** A byte offset into the kernel's memory. */
export type Address = number;

/** What `kernels/network.ts` exports; its parts document the functions. Sizes are in bytes where they say so. */
interface NetworkExports {
  memory: WebAssembly.Memory;
  heapStart(): Address;
  poolBands(decibels: Address, count: number, rises: Address, out: Address): void;
  lessMean(
    pooled: Address,
    reach: number,
    sums: Address,
    first: number,
    frames: number,
    count: number,
    out: Address,
  ): void;
  multiply(
    matrix: Address,
    bias: Address,
    rows: number,
    width: number,
    vectors: Address,
    stride: number,
    count: number,
    out: Address,
  ): void;
  filterTime(
    state: Address,
    taps: Address,
    bias: Address,
    rowBytes: number,
    spread: number,
    count: number,
    out: Address,
  ): void;
  addLeaky(before: Address, values: Address, bytes: number, out: Address): void;
  cutBelowZero(values: Address, bytes: number): void;
  linePowers(signal: Address, count: number, turns: Address, lines: number, power: Address): void;
  whiten(levels: Address, reach: number, count: number, out: Address): void;
  meanRows(rows: Address, rowBytes: number, count: number, bytes: number, out: Address): void;
  filterSemitones(
    near: Address,
    far: Address,
    kernel: Address,
    taps: number,
    bias: Address,
    fold: Address,
    semitones: number,
    classes: Address,
  ): void;
  foldClasses(white: Address, weights: Address, count: number, out: Address): void;
  chordStep(
    scores: Address,
    transition: Address,
    changing: number,
    staying: number,
    evidence: Address,
    next: Address,
    sources: Address,
  ): void;
  beatStep(
    best: Address,
    costs: Address,
    reach: number,
    periods: number,
    fallback: Address,
    leaving: Address,
    previous: Address,
  ): void;
}

/** An instance of the network kernels with a memory of its own, handed out by a `KernelHeap`, and views of all of it. */
export class NetworkKernel {
  readonly run: NetworkExports;
  bytes = new Uint8Array(0);
  floats = new Float32Array(0);
  doubles = new Float64Array(0);
  readonly #heap: KernelHeap;

  constructor() {
    this.run = new WebAssembly.Instance(networkWasm, {}).exports as WebAssembly.Exports & NetworkExports;
    this.#heap = new KernelHeap(this.run.memory, this.run.heapStart());
    this.allocate(0);
  }

  /** Reserves `size` zeroed bytes, aligned for SIMD. */
  allocate(size: number): Address {
    const address = this.#heap.allocate(size);
    const { memory } = this.run;
    if (this.bytes.buffer !== memory.buffer) {
      this.bytes = new Uint8Array(memory.buffer);
      this.floats = new Float32Array(memory.buffer);
      this.doubles = new Float64Array(memory.buffer);
    }
    return address;
  }

  /** Reserves room for `values` as f32 and writes them. */
  keep(values: ArrayLike<number>): Address {
    const address = this.allocate(4 * values.length);
    this.floats.set(values, address >> 2);
    return address;
  }

  /** Reserves room for `values` as f64 and writes them. */
  keepDoubles(values: ArrayLike<number>): Address {
    const address = this.allocate(8 * values.length);
    this.doubles.set(values, address >> 3);
    return address;
  }

  /** Writes zeros. */
  clear(address: Address, size: number): void {
    this.bytes.fill(0, address, address + size);
  }
}
