import { checkerboardNovelty, selfSimilarity } from "./novelty.ts";
import { repetitionNovelty } from "./repetition.ts";
import { sectionUnits, type UnitWeights } from "./section-units.ts";
import type { Sound } from "./sound.ts";

/** A part of a song: intro, verse, chorus … Spotify's fields. */
export interface Section {
  /** Seconds. */
  start: number;
  duration: number;
  /** The chance, 0 to 1, that a section starts here. */
  confidence: number;
}

// Chosen on 24 rendered songs (models/structure/card.md) among 384 combinations; their neighbours do about as well.
const WEIGHTS: UnitWeights = { chroma: 0.5, colour: 1, level: 0.5, density: 0.5 };
/** Units on either side of the checkerboard: a quarter of a minute in all. */
const REACH = 24;
/** Units that have to repeat as a whole, and over which repetitions are smoothed. */
const CONTEXT = 8;
const BLUR = 16;
/** How much repetition counts beside the checkerboard. */
const REPETITION = 0.5;
/** A small checkerboard says where exactly; it may move a boundary by so many units. */
const FINE_REACH = 4;
const FINE_STRAY = 3;
/** Novelty that makes a boundary, as a share of the recording's high values. */
const THRESHOLD = 0.5;
/** A checkerboard's contrast below this is the wobble of something that does not change. */
const LEAST_CONTRAST = 0.06;
/** Sections are at least this long, in seconds: before their boundaries are moved to where exactly, and after. */
const SHORTEST_SECONDS = 6;
const LEAST_SECONDS = 4;
/** Furthest that a boundary is moved to the start of a bar, in seconds: half a bar of any usual tempo. */
const FURTHEST_BAR = 1.5;

/**
 * Logistic curve from novelty and contrast to the chance of a boundary within three seconds. The slopes are fitted to 24 rendered songs;
 * there, 91 % of the boundaries found are right. The offset is 1.4 lower than fitted (-1.4 for 0): real recordings change less plainly than
 * rendered ones, and methods like this one are right about two times in three there.
 */
const CALIBRATION = { offset: -1.4, novelty: 2.1, contrast: 2.2 } as const;

/**
 * Cuts a recording into sections where harmony, colour, level and density of onsets change as a whole (a checkerboard along the diagonal of
 * a self-similarity matrix) or where a repetition begins or ends. At most 1200 units are compared, so that 20 minutes take no more
 * than some 12 MB.
 *
 * @param bars starts of bars in seconds, ascending, to which boundaries are moved; may be empty
 * @returns sections that touch one another from 0 to the end; one with confidence 0 when the recording is silent
 */
export function sectionsOf(sound: Sound, bars: readonly number[]): Section[] {
  const { seconds } = sound;
  if (sound.frames === 0 || !(seconds > 0)) return [];
  const bounds = [{ start: 0, confidence: sound.rms.some((value) => value > 1e-3) ? 1 : 0 }];
  if (seconds >= 2 * SHORTEST_SECONDS) {
    for (const { novelty, contrast, ...boundary } of boundariesOf(sound)) {
      const start = snap(boundary.start, bars);
      const fits = start - bounds.at(-1)!.start >= LEAST_SECONDS && seconds - start >= LEAST_SECONDS;
      const logit = CALIBRATION.offset + CALIBRATION.novelty * novelty + CALIBRATION.contrast * contrast;
      if (fits) bounds.push({ start, confidence: 1 / (1 + Math.exp(-logit)) });
    }
  }
  return bounds.map(({ start, confidence }, index) => {
    const end = bounds[index + 1]?.start ?? seconds;
    return { start, duration: end - start, confidence };
  });
}

/** Where sections seem to begin, with the novelty there, relative to the recording's, and the contrast of both sides, 0 to 1. */
export function boundariesOf(sound: Sound): { start: number; novelty: number; contrast: number }[] {
  const units = sectionUnits(sound, WEIGHTS);
  const { count, edges } = units;
  const similarity = selfSimilarity(units);
  const contrast = checkerboardNovelty(similarity, count, REACH);
  const fine = checkerboardNovelty(similarity, count, FINE_REACH);
  const repetition = relative(repetitionNovelty(similarity, count, CONTEXT, BLUR));
  const novelty = relative(contrast).map(
    (value, i) => (value + REPETITION * repetition[i]!) / (1 + REPETITION),
  );
  const candidates = [...novelty.keys()].filter(
    (i) =>
      novelty[i]! > THRESHOLD &&
      contrast[i]! > LEAST_CONTRAST &&
      novelty[i]! >= (novelty[i - 1] ?? 0) &&
      novelty[i]! >= (novelty[i + 1] ?? 0),
  );
  const chosen: number[] = [];
  const apart = (a: number, b: number) => Math.abs(edges[a]! - edges[b]!) >= SHORTEST_SECONDS;
  for (const edge of candidates.sort((a, b) => novelty[b]! - novelty[a]!)) {
    if ([0, count, ...chosen].every((other) => apart(edge, other))) chosen.push(edge);
  }
  return chosen
    .sort((a, b) => a - b)
    .map((edge) => ({
      start: edges[strongestNear(fine, edge)]!,
      novelty: novelty[edge]!,
      contrast: contrast[edge]!,
    }));
}

/** Scaled so that the value which one in twenty exceeds is 1. */
function relative(novelty: Float64Array): Float64Array {
  const high = Float64Array.from(novelty).sort()[Math.floor(0.95 * (novelty.length - 1))]!;
  return high > 0 ? novelty.map((value) => value / high) : novelty;
}

function strongestNear(novelty: Float64Array, edge: number): number {
  let best = edge;
  for (let i = edge - FINE_STRAY; i <= edge + FINE_STRAY; i++)
    if ((novelty[i] ?? 0) > novelty[best]!) best = i;
  return best;
}

/** The nearest start of a bar, if it is near. */
function snap(at: number, bars: readonly number[]): number {
  const next = bars.findIndex((bar) => bar >= at);
  const before = bars[next < 0 ? bars.length - 1 : next - 1] ?? Number.NEGATIVE_INFINITY;
  const after = next < 0 ? Number.POSITIVE_INFINITY : bars[next]!;
  const nearest = at - before < after - at ? before : after;
  return Math.abs(nearest - at) <= FURTHEST_BAR ? nearest : at;
}
