import { HASH_SECONDS } from "./settings.ts";

export interface FingerprintMatch {
  /** Where in `b` the first moment of `a` lies, in seconds; negative when `b` begins later than `a`. */
  offsetSeconds: number;
  /** How long the two run side by side. */
  overlapSeconds: number;
  /** The share of differing bits over the overlap: about 0.5 for unrelated sound. */
  bitErrorRate: number;
  /** 1 for no differing bit, 0 for as many as chance gives: 1 - 2 * bitErrorRate, not below 0. A similarity, no probability. */
  score: number;
}

/** What silence hashes to; it says nothing of whose silence it is. */
export const SILENT_HASH = 627_964_279;
/** More differing bits than these are taken for another recording. */
const MOST_ERRORS = 0.3;
/** Hashes side by side that a match needs, and different ones among them: 2.5 seconds. Held notes repeat theirs. */
const LEAST_OVERLAP = 20;
const LEAST_DISTINCT = 12;
/** Occurrences of one half of a hash that vote; a repeated one says little and would cost much. */
const MOST_REPEATS = 12;
/** Alignments whose bits are compared. */
const ALIGNMENTS = 6;

/**
 * Finds where one fingerprint lies along another. Halves of hashes (16 bits) that both have vote for the distance between
 * their places, and the distances with the most votes are compared bit by bit, silence left out. Other formats, bitrates
 * and levels change a few bits; trimmed ends change the distance only.
 * @returns null when no alignment is good enough
 */
export function matchFingerprints(a: Uint32Array, b: Uint32Array): FingerprintMatch | null {
  let best: FingerprintMatch | null = null;
  for (const distance of likelyDistances(a, b)) {
    const match = compareAt(a, b, distance);
    if (match && (!best || rank(match) > rank(best))) best = match;
  }
  return best;
}

/** Long and good beats short and perfect. */
const rank = ({ score, overlapSeconds }: FingerprintMatch): number => score * Math.sqrt(overlapSeconds);

function likelyDistances(a: Uint32Array, b: Uint32Array): number[] {
  // One count a distance, from -(a.length - 1) on.
  const votes = new Uint32Array(Math.max(0, a.length + b.length - 1));
  for (const shift of [0, 16]) {
    const places = new Map<number, number[]>();
    b.forEach((hash, place) => {
      if (hash === SILENT_HASH) return;
      const half = (hash >>> shift) & 0xffff;
      const list = places.get(half);
      if (!list) places.set(half, [place]);
      else if (list.length < MOST_REPEATS) list.push(place);
    });
    a.forEach((hash, place) => {
      for (const other of places.get((hash >>> shift) & 0xffff) ?? []) votes[other - place + a.length - 1]!++;
    });
  }
  const ranked: { at: number; count: number }[] = [];
  votes.forEach((_, at) => {
    // Between two frames the votes are shared by both neighbours.
    const count = votes[at]! * 2 + (votes[at - 1] ?? 0) + (votes[at + 1] ?? 0);
    if (count === 0 || (ranked.length === ALIGNMENTS && count <= ranked.at(-1)!.count)) return;
    ranked.push({ at, count });
    ranked.sort((x, y) => y.count - x.count);
    ranked.length = Math.min(ranked.length, ALIGNMENTS);
  });
  return ranked.map(({ at }) => at - (a.length - 1));
}

function compareAt(a: Uint32Array, b: Uint32Array, distance: number): FingerprintMatch | null {
  const start = Math.max(0, -distance);
  const end = Math.min(a.length, b.length - distance);
  const distinct = new Set<number>();
  let compared = 0;
  let errors = 0;
  for (let i = start; i < end; i++) {
    const [x, y] = [a[i]!, b[i + distance]!];
    if (x === SILENT_HASH && y === SILENT_HASH) continue;
    errors += setBits(x ^ y);
    compared++;
    if (distinct.size < LEAST_DISTINCT) distinct.add(x);
  }
  const bitErrorRate = errors / (32 * compared);
  if (compared < LEAST_OVERLAP || distinct.size < LEAST_DISTINCT || bitErrorRate > MOST_ERRORS) return null;
  return {
    offsetSeconds: distance * HASH_SECONDS,
    overlapSeconds: (end - start) * HASH_SECONDS,
    bitErrorRate,
    score: Math.max(0, 1 - 2 * bitErrorRate),
  };
}

/** How many bits of a 32-bit number are set (Warren, "Hacker's Delight", 5-1). */
function setBits(value: number): number {
  let x = value - ((value >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
