import type { TonalFrames } from "../../../src/audio/tonal/index.ts";
import type { ChordSpan } from "../scores/chords.ts";
import type { Quality } from "./chord-symbols.ts";

const TEMPLATES: readonly [Quality, readonly number[]][] = [
  ["maj", [0, 4, 7]],
  ["min", [0, 3, 7]],
  ["7", [0, 4, 7, 10]],
  ["maj7", [0, 4, 7, 11]],
  ["min7", [0, 3, 7, 10]],
];
/** Frames on each side that a frame's chroma is averaged over: one second in all. */
const REACH = 5;

/**
 * The plain way, to compare with: the chroma of a second (levels above the frame's median, folded), and the template that lies nearest
 * by angle (Fujishima, ICMC 1999). Frames whose loudest semitone is under -80 dB have no chord.
 */
export function templateChords({ frames, frameRate, levels }: TonalFrames): ChordSpan[] {
  const semitones = frames > 0 ? levels.length / frames : 0;
  const chroma = Array.from({ length: frames }, (_, f) => {
    const row = levels.subarray(f * semitones, (f + 1) * semitones);
    const median = [...row].sort((a, b) => a - b)[semitones / 2]!;
    const classes = new Float64Array(12);
    for (const [s, level] of row.entries()) classes[s % 12]! += Math.max(0, level - median);
    return { classes, silent: Math.max(...row) < 48 };
  });
  return chroma.map(({ silent }, f) => {
    const sum = new Float64Array(12);
    for (const { classes } of chroma.slice(Math.max(0, f - REACH), f + REACH + 1)) {
      for (let c = 0; c < 12; c++) sum[c]! += classes[c]!;
    }
    const span = { start: Math.max(0, (f - 0.5) / frameRate), end: (f + 0.5) / frameRate };
    return { ...span, ...(silent ? { root: -1, quality: "none" as const } : nearest(sum)) };
  });
}

function nearest(classes: Float64Array): { root: number; quality: Quality } {
  let best: { root: number; quality: Quality } = { root: 0, quality: "maj" };
  let highest = Number.NEGATIVE_INFINITY;
  for (const [quality, intervals] of TEMPLATES) {
    for (let root = 0; root < 12; root++) {
      const sum = intervals.reduce((total, interval) => total + classes[(root + interval) % 12]!, 0);
      const score = sum / Math.sqrt(intervals.length);
      if (score > highest) {
        highest = score;
        best = { root, quality };
      }
    }
  }
  return best;
}
