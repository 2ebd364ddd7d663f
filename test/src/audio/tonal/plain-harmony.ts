import { CHORDS, QUALITIES } from "../../../../src/audio/tonal/harmony-network.ts";
import { HARMONY_WEIGHTS } from "../../../../src/audio/tonal/harmony-weights.ts";

// What the kernels of the network compute, written as its definition says, in f64.

const SEMITONES = 84;

/** Height of each semitone over the mean of those within `reach`, in 10 dB, 0 to 2.5. */
export function plainlyWhite(levels: Uint8Array, reach: number): number[] {
  const floor = Math.max(24, Math.max(...levels) - 144);
  const cut = Array.from(levels, (level) => Math.max(floor, level));
  return cut.map((level, s) => {
    const around = cut.slice(Math.max(0, s - reach), s + reach + 1);
    const mean = around.reduce((a, b) => a + b) / around.length;
    return Math.min(2.5, Math.max(0, (level - mean) / 24));
  });
}

/** Probabilities of the 61 chords in each frame. */
export function plainlyHeard(levels: Uint8Array): number[][] {
  const white = Array.from({ length: levels.length / SEMITONES }, (_, f) =>
    plainlyWhite(levels.subarray(f * SEMITONES, (f + 1) * SEMITONES), 10),
  );
  return white.map((_, f) => {
    const seen = [1, 5].map((reach) => {
      const around = white.slice(Math.max(0, f - reach), f + reach + 1);
      return white[f]!.map((_, s) => around.reduce((sum, row) => sum + row[s]!, 0) / around.length);
    });
    const { treble, bass } = HARMONY_WEIGHTS;
    return chordsOf([...classesOf(seen, treble, 12, 37, 84), ...classesOf(seen, bass, 3, 7, 48)]);
  });
}

/** Four channels of twelve pitch classes: filters of `taps` from `below` on, cut at 0, weighed by semitone. */
function classesOf(
  seen: number[][],
  { kernel, bias, fold }: typeof HARMONY_WEIGHTS.treble,
  below: number,
  taps: number,
  semitones: number,
): number[][] {
  return [0, 1, 2, 3].map((channel) => {
    const classes = new Array<number>(12).fill(0);
    for (let s = 0; s < semitones; s++) {
      let sum = bias[channel]!;
      for (const [input, row] of seen.entries())
        for (let tap = 0; tap < taps; tap++) {
          const from = s + tap - below;
          if (from < semitones) sum += kernel[(input * taps + tap) * 4 + channel]! * (row[from] ?? 0);
        }
      classes[s % 12]! += Math.max(0, sum) * fold[channel * semitones + s]!;
    }
    return classes;
  });
}

/** The softmax of five qualities at each of twelve roots, quality × 12 + root, and no chord. */
function chordsOf(classes: number[][]): number[] {
  const { hidden, output, none } = HARMONY_WEIGHTS;
  const outputs = new Array<number>(CHORDS).fill(0);
  outputs[CHORDS - 1] = none.bias[0]!;
  for (let root = 0; root < 12; root++) {
    const units = Array.from(hidden.bias, (bias, unit) => {
      let sum = bias;
      for (const [channel, row] of classes.entries())
        for (let k = 0; k < 12; k++)
          sum += hidden.kernel[(unit * classes.length + channel) * 12 + k]! * row[(root + k) % 12]!;
      return Math.max(0, sum);
    });
    const weighed = (kernel: Float32Array, row: number) =>
      units.reduce((sum, unit, i) => sum + kernel[row * units.length + i]! * unit, 0);
    for (let q = 0; q < QUALITIES; q++) outputs[q * 12 + root] = output.bias[q]! + weighed(output.kernel, q);
    outputs[CHORDS - 1]! += weighed(none.kernel, 0) / 12;
  }
  const odds = outputs.map((value) => Math.exp(value - Math.max(...outputs)));
  const sum = odds.reduce((a, b) => a + b);
  return odds.map((value) => value / sum);
}
