import { type Address, keepMatrix, type Matrix, multiplyEach, NetworkKernel } from "../network/index.ts";
import { type ActivationWeights, ENTRY_TAPS, INPUTS, POOLS, TAPS } from "./activation-shape.ts";
import type { MelDecibels } from "./bass-onset-strength.ts";

/** Mel bands that are pooled. */
const BANDS = 128;

/** Frames on either side of the running mean that is taken from the levels: two seconds. */
const AVERAGE_FRAMES = 86;

/** Frames that go through the network at once. */
const BLOCK = 256;

/** Log-odds of each frame, f32[frames]: that a beat, a downbeat, an onset lies within it. */
export interface Activation {
  beat: Float32Array;
  downbeat: Float32Array;
  onset: Float32Array;
}

/** Rows that wait before a stage: those it still sees on either side of the next, then a block of new ones. */
interface Line {
  at: Address;
  rowBytes: number;
  /** Rows that the stage sees on either side of one: it answers so many later. */
  reach: number;
}

interface Layer {
  line: Line;
  taps: Address;
  bias: Address;
  mix: Matrix;
}

/**
 * The network that hears beats: a residual stack of dilated, depthwise separable convolutions over time, the temporal convolutional
 * network of Davies & Böck, "Temporal convolutional networks for musical audio beat tracking" (2019), made small. Zeros lie
 * beyond both ends of each layer.
 *
 * A recording streams through it in blocks: each layer keeps the rows that it will look back on, and answers as late as it looks
 * ahead. Every frame is computed once, and memory (.8 MB with 24 channels and 8 layers) does not grow with the recording.
 */
export class ActivationNetwork {
  readonly #kernel = new NetworkKernel();
  readonly #decibels = this.#kernel.allocate(4 * BANDS * (1 + BLOCK));
  readonly #rises = this.#kernel.allocate(4 * BANDS);
  readonly #sums = this.#kernel.allocate(8 * POOLS);
  readonly #pooled: Line;
  readonly #inputs: Line;
  readonly #entry: Matrix;
  readonly #layers: readonly Layer[];
  readonly #last: Line;
  readonly #exit: Matrix;
  readonly #filtered: Address;
  readonly #added: Address;
  readonly #zeros: Address;
  readonly #outputs: Address;

  /** @throws RangeError when channels do not come in eights */
  constructor({ channels, entry, layers, exit }: ActivationWeights) {
    if (channels % 8 !== 0) throw new RangeError(`${channels} channels are not a multiple of 8.`);
    const kernel = this.#kernel;
    const row = 4 * channels;
    this.#pooled = this.#line(4 * INPUTS, AVERAGE_FRAMES);
    this.#inputs = this.#line(4 * INPUTS, ENTRY_TAPS >> 1);
    // The frames of one output lie one after another in the inputs, so that the first layer too is a product of a matrix and a vector.
    this.#entry = keepMatrix(kernel, tapsOutermost(entry.weight, channels, INPUTS, ENTRY_TAPS), entry.bias);
    this.#layers = layers.map(({ time, timeBias, mix, mixBias }, depth) => ({
      line: this.#line(row, (TAPS >> 1) * 2 ** depth),
      taps: kernel.keep(transposed(time, channels, TAPS)),
      bias: kernel.keep(timeBias),
      mix: keepMatrix(kernel, mix, mixBias),
    }));
    this.#last = this.#line(row, 0);
    this.#exit = keepMatrix(kernel, exit.weight, exit.bias);
    this.#filtered = kernel.allocate(BLOCK * row);
    this.#added = kernel.allocate(BLOCK * row);
    this.#zeros = kernel.allocate(BLOCK * row);
    this.#outputs = kernel.allocate(4 * BLOCK * this.#exit.rows);
  }

  /** Listens to a recording. @param mel of 128 bands, 43 frames a second */
  listen(mel: MelDecibels): Activation {
    const { frames } = mel;
    const activation = {
      beat: new Float32Array(frames),
      downbeat: new Float32Array(frames),
      onset: new Float32Array(frames),
    };
    const lines = [this.#pooled, this.#inputs, ...this.#layers.map(({ line }) => line)];
    for (const line of lines) this.#kernel.clear(line.at, 2 * line.reach * line.rowBytes);
    this.#kernel.clear(this.#sums, 8 * POOLS);
    const lateness = lines.reduce((sum, { reach }) => sum + reach, 0);
    for (let first = 0; first < frames + lateness; first += BLOCK) {
      this.#pool(mel, first);
      this.#hear(first - AVERAGE_FRAMES, frames);
      this.#tell(first - lateness, frames, activation);
    }
    return activation;
  }

  /** Pools the frames from `first` on, and zeros beyond the end. */
  #pool(mel: MelDecibels, first: number): void {
    const { run, floats, bytes } = this.#kernel;
    const to = newRows(this.#pooled);
    const count = within(first, mel.frames).end;
    if (count > 0) {
      const row = this.#decibels >> 2;
      floats.set(mel.read(first, count), row + BANDS);
      // Nothing is known of the frame before the first.
      if (first === 0) floats.copyWithin(row, row + BANDS, row + 2 * BANDS);
      run.poolBands(this.#decibels, count, this.#rises, to);
      floats.copyWithin(row, row + count * BANDS, row + (count + 1) * BANDS);
    }
    bytes.fill(0, to + count * this.#pooled.rowBytes, to + BLOCK * this.#pooled.rowBytes);
  }

  /** Passes a block from the pools to the last layer. @param first which frame the first of the levels less their mean is */
  #hear(first: number, frames: number): void {
    const { run } = this.#kernel;
    const { at, reach } = this.#pooled;
    run.lessMean(at, reach, this.#sums, first, frames, BLOCK, newRows(this.#inputs));
    this.#shift(this.#pooled);
    let next = this.#layers[0]?.line ?? this.#last;
    let centre = first - this.#inputs.reach;
    this.#step(this.#inputs, next, centre, frames, (start, count, out) => {
      multiplyEach(this.#kernel, this.#entry, start, this.#inputs.rowBytes, count, this.#added);
      run.addLeaky(this.#zeros, this.#added, count * next.rowBytes, out);
    });
    for (const [depth, { line, taps, bias, mix }] of this.#layers.entries()) {
      next = this.#layers[depth + 1]?.line ?? this.#last;
      centre -= line.reach;
      const { rowBytes } = line;
      this.#step(line, next, centre, frames, (start, count, out) => {
        run.filterTime(start, taps, bias, rowBytes, rowBytes * 2 ** depth, count, this.#filtered);
        multiplyEach(this.#kernel, mix, this.#filtered, rowBytes, count, this.#added);
        run.addLeaky(start + line.reach * rowBytes, this.#added, count * rowBytes, out);
      });
    }
  }

  /** Has a layer write the rows that lie within the recording to the next line; the others become zero. */
  #step(
    from: Line,
    to: Line,
    first: number,
    frames: number,
    compute: (start: Address, count: number, out: Address) => void,
  ): void {
    const { bytes } = this.#kernel;
    const out = newRows(to);
    const { start, end } = within(first, frames);
    bytes.fill(0, out, out + start * to.rowBytes);
    bytes.fill(0, out + end * to.rowBytes, out + BLOCK * to.rowBytes);
    if (end > start) compute(from.at + start * from.rowBytes, end - start, out + start * to.rowBytes);
    this.#shift(from);
  }

  /** Reads what the network says of the frames from `first` on. */
  #tell(first: number, frames: number, { beat, downbeat, onset }: Activation): void {
    const { start, end } = within(first, frames);
    if (end <= start) return;
    const { at, rowBytes } = this.#last;
    multiplyEach(this.#kernel, this.#exit, at + start * rowBytes, rowBytes, end - start, this.#outputs);
    const { floats } = this.#kernel;
    let from = this.#outputs >> 2;
    for (let frame = first + start; frame < first + end; frame++, from += this.#exit.rows) {
      beat[frame] = floats[from]!;
      downbeat[frame] = floats[from + 1]!;
      onset[frame] = floats[from + 2]!;
    }
  }

  #line(rowBytes: number, reach: number): Line {
    return { at: this.#kernel.allocate((2 * reach + BLOCK) * rowBytes), rowBytes, reach };
  }

  /** Makes room for the next block. */
  #shift({ at, rowBytes, reach }: Line): void {
    const from = at + BLOCK * rowBytes;
    this.#kernel.bytes.copyWithin(at, from, from + 2 * reach * rowBytes);
  }
}

/** Where a block's new rows begin. */
function newRows({ at, rowBytes, reach }: Line): Address {
  return at + 2 * reach * rowBytes;
}

/** Which rows of a block whose first is frame `first` lie within a recording. */
function within(first: number, frames: number): { start: number; end: number } {
  const end = Math.max(0, Math.min(BLOCK, frames - first));
  return { start: Math.min(end, Math.max(0, -first)), end };
}

/** [rows][columns] to [columns][rows]. */
function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** [outputs][inputs][taps] to [outputs][taps][inputs]. */
function tapsOutermost(weight: Float64Array, outputs: number, inputs: number, taps: number): Float64Array {
  const out = new Float64Array(weight.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let t = 0; t < taps; t++) out[(o * taps + t) * inputs + i] = weight[(o * inputs + i) * taps + t]!;
  return out;
}
