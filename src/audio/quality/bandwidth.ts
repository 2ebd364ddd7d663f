import { explainEdge, ORDINARY_RATE, type Verdict } from "./edge-origin.ts";
import type { LongTermSpectrum } from "./long-term-spectrum.ts";

/** The spectrum is read in bands this wide. */
const BAND_HERTZ = 250;
/** Cut-offs are looked for from here up. */
const LOWEST_CUTOFF = 3_000;
/** Width of the plateau before a cut-off and of the stretch after its slope, and the width of the slope, in bands. */
const PLATEAU = 4;
const SLOPE = 2;
/** The filters of converters reach this near to Nyquist: the bands above say nothing. */
const USABLE = 0.985;

/** A fall of this many decibels says nothing of an edge; from the second figure on it is as sure as it gets. */
const UNSURE_DROP = 5;
const SURE_DROP = 26;
/** Levels in a bin at which nothing can be told from the noise of 16 bits, and at which everything can, in dB. */
const INAUDIBLE = -118;
const AUDIBLE = -98;
/** The highest frequency of a recording lies within this distance of its strongest band, in dB. */
const REACH = 80;
const LEAST_SECONDS = 3;
const LEAST_FRAMES = 20;

/** How far up a recording reaches, and what that says of its past. */
export interface Bandwidth {
  /** The highest frequency with sound, in Hz: the cut-off, or the last band within 80 dB of the strongest. */
  hertz: number | null;
  /** Where the spectrum breaks off, in Hz; null when it does not. */
  cutoff: number | null;
  /** By how much it falls there, in dB; null when it does not. */
  drop: number | null;
  /** What follows from it; null when there is too little sound to say. */
  verdict: Verdict | null;
  /** What leaves a spectrum like this, in words; null when nothing is amiss. */
  likely: string | null;
  /** How sure the verdict is, 0 to 1. */
  confidence: number;
}

/** Where a spectrum breaks off, and how. */
export interface Edge {
  /** Hz at which the level has fallen half of the way, in dB. */
  hertz: number;
  /** By how much the level falls within about 500 Hz beyond what it falls anyway, in dB. */
  drop: number;
  /** Level before the edge, dB relative to a full-scale sine in a bin. */
  before: number;
  /** Highest level of any band above the edge's slope. */
  after: number;
}

/** Judges a recording's band. @param seconds of sound in it */
export function describeBandwidth(spectrum: LongTermSpectrum, seconds: number): Bandwidth {
  const unknown = { hertz: null, cutoff: null, drop: null, verdict: null, likely: null, confidence: 0 };
  const levels = bandLevels(spectrum);
  if (seconds < LEAST_SECONDS || spectrum.frames < LEAST_FRAMES || levels.length < 3 * PLATEAU)
    return unknown;
  const strongest = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  const reach = (levels.findLastIndex((level) => level >= strongest - REACH) + 1) * BAND_HERTZ;
  const rate = 2 * (spectrum.mean.length - 1) * spectrum.binHertz;
  const edge = findEdge(levels);
  const origin = edge && explainEdge(edge.hertz, edge.drop, rate);
  if (edge && origin) {
    return {
      hertz: edge.hertz,
      cutoff: edge.hertz,
      drop: edge.drop,
      ...origin,
      confidence: share(edge.drop, UNSURE_DROP, SURE_DROP),
    };
  }
  // Without a cut-off the band is full as far as there is sound near its end to show one. Above the ordinary rates that end is the rate's
  // own: a soft converter's slope is no edge, and leaves nothing behind it.
  const end = rate > ORDINARY_RATE ? levels.length : Math.min(levels.length, Math.round(20_000 / BAND_HERTZ));
  const level = meanOf(levels, Math.floor(end * 0.8), end);
  return { ...unknown, hertz: reach, verdict: "full", confidence: share(level, INAUDIBLE, AUDIBLE) };
}

const share = (value: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));

/** The mean of the typical levels in bands of 250 Hz, from 0 Hz to just under Nyquist. */
export function bandLevels({ typical, binHertz }: LongTermSpectrum): Float64Array {
  const nyquist = (typical.length - 1) * binHertz;
  const bands = Math.floor((nyquist * USABLE) / BAND_HERTZ);
  return Float64Array.from({ length: bands }, (_, band) => {
    const from = Math.ceil((band * BAND_HERTZ) / binHertz);
    const to = Math.ceil(((band + 1) * BAND_HERTZ) / binHertz);
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += typical[bin]!;
    return sum / (to - from);
  });
}

/**
 * The sharpest fall of a spectrum after which nothing rises again: what a low-pass of an encoder or of a rate
 * converter leaves, and hardly any instrument or room.
 *
 * @param levels of bands of 250 Hz, as from `bandLevels`
 * @returns null when there are too few bands
 */
export function findEdge(levels: Float64Array): Edge | null {
  let best: Edge | null = null;
  const first = Math.max(3 * PLATEAU, Math.round(LOWEST_CUTOFF / BAND_HERTZ));
  for (let band = first; band + SLOPE < levels.length; band++) {
    const before = meanOf(levels, band - PLATEAU, band);
    const after = meanOf(levels, band + SLOPE, Math.min(levels.length, band + SLOPE + PLATEAU));
    const natural = meanOf(levels, band - 3 * PLATEAU, band - 2 * PLATEAU) - before;
    const drop = before - after - Math.max(0, natural);
    const highest = levels
      .subarray(band + SLOPE)
      .reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
    // What rises again above a gap is no cut-off.
    if (highest > before - 0.6 * (before - after)) continue;
    if (!best || drop > best.drop)
      best = { hertz: middleOf(levels, band, before, after), drop, before, after: highest };
  }
  return best;
}

/** Hz where the level passes half-way between `before` and `after`, going up from the plateau's end. */
function middleOf(levels: Float64Array, band: number, before: number, after: number): number {
  const middle = (before + after) / 2;
  for (let i = band - 1; i < levels.length - 1; i++) {
    if (levels[i + 1]! > middle) continue;
    const step = levels[i]! - levels[i + 1]!;
    const share = step > 0 ? Math.min(1, Math.max(0, (levels[i]! - middle) / step)) : 0;
    return (i + 0.5 + share) * BAND_HERTZ;
  }
  return (band + 0.5) * BAND_HERTZ;
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
}
