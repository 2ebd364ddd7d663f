import type { Quality } from "../progressions/chord-symbols.ts";

/** A chord and when it sounds, in seconds; root -1 is no chord. */
export interface ChordSpan {
  start: number;
  end: number;
  root: number;
  quality: Quality;
  /** Whether the truth is a sixth chord: left out among the sevenths. */
  sixth?: boolean;
}

/** Share of the time that was named rightly, and the time that counts for each vocabulary, in seconds. */
export interface ChordScores {
  root: number;
  majMin: number;
  sevenths: number;
  seconds: { root: number; majMin: number; sevenths: number };
}

const THIRD: Readonly<Record<Quality, "maj" | "min" | "none" | null>> = {
  maj: "maj",
  "7": "maj",
  maj7: "maj",
  min: "min",
  min7: "min",
  none: "none",
  other: null,
};

/**
 * Weighted chord symbol recall as MIREX has it (Pauws & Peeters; mir_eval's `root`, `majmin` and `sevenths`), over the time of the
 * truth. Root counts wherever the truth has a root or none; majMin and sevenths leave out the truth's chords that have no place in
 * them. Time without an estimate is wrong, unless the truth is "no chord".
 */
export function chordScores(truth: readonly ChordSpan[], estimate: readonly ChordSpan[]): ChordScores {
  const right = { root: 0, majMin: 0, sevenths: 0 };
  const seconds = { root: 0, majMin: 0, sevenths: 0 };
  for (const wanted of truth) {
    for (const { given, length } of overlaps(wanted, estimate)) {
      const root = wanted.root === given.root;
      seconds.root += length;
      if (root) right.root += length;
      if (wanted.quality === "other") continue;
      seconds.majMin += length;
      if (root && THIRD[wanted.quality] === THIRD[given.quality]) right.majMin += length;
      if (wanted.sixth) continue;
      seconds.sevenths += length;
      if (root && wanted.quality === given.quality) right.sevenths += length;
    }
  }
  const share = (what: keyof typeof right) => (seconds[what] > 0 ? right[what] / seconds[what] : 0);
  return { root: share("root"), majMin: share("majMin"), sevenths: share("sevenths"), seconds };
}

const SILENCE = { root: -1, quality: "none" } as const;

/** The parts of a span, each with what is estimated there; where nothing is, that is "no chord". */
function overlaps(span: ChordSpan, estimate: readonly ChordSpan[]) {
  const parts: { given: Pick<ChordSpan, "root" | "quality">; length: number }[] = [];
  let covered = 0;
  for (const given of estimate) {
    const length = Math.min(span.end, given.end) - Math.max(span.start, given.start);
    if (length <= 0) continue;
    parts.push({ given, length });
    covered += length;
  }
  const rest = span.end - span.start - covered;
  if (rest > 1e-9) parts.push({ given: SILENCE, length: rest });
  return parts;
}

/** Mean of scores, each weighted by the seconds that it counts. */
export function joinScores(scores: readonly ChordScores[]): ChordScores {
  const join = (what: "root" | "majMin" | "sevenths") => {
    const seconds = scores.reduce((sum, score) => sum + score.seconds[what], 0);
    const right = scores.reduce((sum, score) => sum + score[what] * score.seconds[what], 0);
    return { seconds, share: seconds > 0 ? right / seconds : 0 };
  };
  const [root, majMin, sevenths] = [join("root"), join("majMin"), join("sevenths")];
  return {
    root: root.share,
    majMin: majMin.share,
    sevenths: sevenths.share,
    seconds: { root: root.seconds, majMin: majMin.seconds, sevenths: sevenths.seconds },
  };
}
