import { INPUTS } from "./activation-inputs.ts";

/** Frames that the first layer, and each of the others, looks at together. */
export const ENTRY_TAPS = 3;
export const TAPS = 5;

/** Beat, downbeat, onset. */
export const OUTPUTS = 3;

/** Slope of the rectifier below zero. */
const LEAK = 0.1;

/** All layers' weights, row-major: outputs first, then inputs, then taps. */
export interface ActivationWeights {
  channels: number;
  entry: { weight: Float64Array; bias: Float64Array };
  /** Layer i reaches 2^(i+1) frames to either side: one filter a channel over time, then a mixture of the channels, added to what came in. */
  layers: { time: Float64Array; timeBias: Float64Array; mix: Float64Array; mixBias: Float64Array }[];
  exit: { weight: Float64Array; bias: Float64Array };
}

/** Frames on either side that one frame's output depends on. */
export function reachOf({ layers }: ActivationWeights): number {
  return (ENTRY_TAPS >> 1) + (TAPS >> 1) * (2 ** layers.length - 1);
}

/**
 * Runs the network: a residual stack of dilated, depthwise separable convolutions over time, the temporal convolutional network of
 * Davies & Böck, "Temporal convolutional networks for musical audio beat tracking" (2019), made small. Zeros lie beyond both ends.
 * @param inputs f64[frames][INPUTS]
 * @returns f32[frames][OUTPUTS]: log-odds that a beat, a downbeat, an onset lies within the frame
 */
export function runNetwork(inputs: Float64Array, weights: ActivationWeights): Float32Array {
  const { channels, entry, layers, exit } = weights;
  const frames = inputs.length / INPUTS;
  const taps = tapsOutermost(entry.weight, channels, INPUTS, ENTRY_TAPS);
  // The frames of one output lie one after another in the inputs, so that the first layer too is a product of a matrix and a vector.
  const added = new Float64Array(frames * channels);
  if (frames > 2) multiplyEach(taps, entry.bias, inputs, frames - 2, INPUTS, added.subarray(channels));
  for (const frame of [0, frames - 1]) {
    const around = new Float64Array(ENTRY_TAPS * INPUTS);
    const first = Math.max(0, frame - 1);
    around.set(inputs.subarray(first * INPUTS, (frame + 2) * INPUTS), (first - frame + 1) * INPUTS);
    multiplyEach(taps, entry.bias, around, 1, INPUTS, added.subarray(frame * channels));
  }
  const state = new Float64Array(added.length);
  addRectified(state, added);

  const filtered = new Float64Array(state.length);
  for (const [depth, layer] of layers.entries()) {
    filterEach(state, layer.time, layer.timeBias, 2 ** depth, filtered);
    multiplyEach(layer.mix, layer.mixBias, filtered, frames, channels, added);
    addRectified(state, added);
  }

  return outputsOf(state, exit.weight, exit.bias);
}

/** Adds values as they are above zero and `LEAK` times below; without a branch, which would be guessed wrong half of the time. */
function addRectified(state: Float64Array, values: Float64Array): void {
  for (let i = 0; i < state.length; i++) {
    const value = values[i]!;
    state[i]! += ((1 + LEAK) / 2) * value + ((1 - LEAK) / 2) * Math.abs(value);
  }
}

function outputsOf(state: Float64Array, weight: Float64Array, bias: Float64Array): Float32Array {
  const channels = weight.length / OUTPUTS;
  const outputs = new Float32Array((state.length / channels) * OUTPUTS);
  for (let i = 0; i < outputs.length; i++) {
    const row = (i % OUTPUTS) * channels;
    const at = Math.floor(i / OUTPUTS) * channels;
    let sum = bias[i % OUTPUTS]!;
    for (let c = 0; c < channels; c++) sum += weight[row + c]! * state[at + c]!;
    outputs[i] = sum;
  }
  return outputs;
}

/** One filter a channel, over frames `dilation` apart. */
function filterEach(
  state: Float64Array,
  weight: Float64Array,
  bias: Float64Array,
  dilation: number,
  out: Float64Array,
): void {
  const channels = bias.length;
  const taps = transposed(weight, channels, TAPS);
  for (let i = 0; i < out.length; i += channels) out.set(bias, i);
  for (let tap = 0; tap < TAPS; tap++) {
    const row = tap * channels;
    const shift = (tap - (TAPS >> 1)) * dilation * channels;
    const end = Math.min(state.length, state.length - shift);
    for (let i = Math.max(0, -shift); i < end; i += channels)
      for (let c = 0; c < channels; c++) out[i + c] = out[i + c]! + taps[row + c]! * state[i + shift + c]!;
  }
}

/**
 * For each of `frames`: out = matrix × vector + bias, where one vector starts `stride` after the one before and may overlap it.
 * Four rows of the matrix and two vectors at once, so that what is loaded is used several times. Rows come in fours.
 */
function multiplyEach(
  matrix: Float64Array,
  bias: Float64Array,
  vectors: Float64Array,
  frames: number,
  stride: number,
  out: Float64Array,
): void {
  const rows = bias.length;
  const width = matrix.length / rows;
  for (let frame = 0; frame < frames; frame += 2) {
    // An odd last frame is computed twice.
    const x = frame * stride;
    const y = Math.min(frame + 1, frames - 1) * stride;
    const ox = frame * rows;
    const oy = Math.min(frame + 1, frames - 1) * rows;
    for (let row = 0; row < rows; row += 4) {
      let ax = 0;
      let bx = 0;
      let cx = 0;
      let dx = 0;
      let ay = 0;
      let by = 0;
      let cy = 0;
      let dy = 0;
      const a = row * width;
      const b = a + width;
      const c = b + width;
      const d = c + width;
      for (let i = 0; i < width; i++) {
        const vx = vectors[x + i]!;
        const vy = vectors[y + i]!;
        let weight = matrix[a + i]!;
        ax += weight * vx;
        ay += weight * vy;
        weight = matrix[b + i]!;
        bx += weight * vx;
        by += weight * vy;
        weight = matrix[c + i]!;
        cx += weight * vx;
        cy += weight * vy;
        weight = matrix[d + i]!;
        dx += weight * vx;
        dy += weight * vy;
      }
      out[ox + row] = ax + bias[row]!;
      out[ox + row + 1] = bx + bias[row + 1]!;
      out[ox + row + 2] = cx + bias[row + 2]!;
      out[ox + row + 3] = dx + bias[row + 3]!;
      out[oy + row] = ay + bias[row]!;
      out[oy + row + 1] = by + bias[row + 1]!;
      out[oy + row + 2] = cy + bias[row + 2]!;
      out[oy + row + 3] = dy + bias[row + 3]!;
    }
  }
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
