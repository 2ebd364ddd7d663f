import type { AccuracyCard } from "../../../src/cards/index.ts";
import type { AccuracyRow } from "../row.ts";

const COMMAND = "node scripts/evaluate-fingerprint.ts --write";
const SPLIT =
  "nothing is learned; the resampler was chosen on 25 clips of tempo-beats and gtzan-mini, its clipping mended after a look at 28 of emotify";

/** The accuracy card of fingerprints, from what `fingerprintRows` has measured. */
export function fingerprintCard(rows: AccuracyRow[]): AccuracyCard {
  const measured = rows.flatMap((row) => (row.ours === null ? [] : [{ ...row, value: row.ours }]));
  const bits = measured.filter(({ figure }) => figure.includes("fpcalc"));
  const copies = measured.filter(({ figure }) => figure.includes("copies"));
  const wrong = measured.filter(({ figure }) => figure.includes("false"));
  const digits = (value: number) => Number(value.toFixed(6));
  const entry = (row: (typeof measured)[number]) => ({
    value: digits(row.value),
    count: row.count,
    set: row.set,
    split: SPLIT,
    command: COMMAND,
    ...(row.note !== undefined && { note: row.note }),
  });
  const data = (name: string, count: number, used_for: ("choice" | "evaluation")[], licence: string) => ({
    name,
    used_for,
    licence,
    commercial_use: licence.includes("NC") ? ("not allowed" as const) : ("unknown" as const),
    count,
    unit: "clips",
  });
  const clips = (set: string) => bits.find((row) => row.set === set)?.count ?? 0;
  return {
    name: "fingerprint",
    title: "Fingerprints and matches",
    version: "chromaprint-2",
    kind: "measured",
    summary:
      "Fingerprints of recordings as fpcalc makes them, and which of a tenant's recordings a fingerprint is of.",
    figures: [
      { name: "hashes", at: "fingerprint#/hashes" },
      { name: "part", at: "fingerprint-part#/hashes" },
      { name: "score", at: "fingerprint-match#/score", range: [0, 1] },
      { name: "false-match", at: "fingerprint-match#/bit_error_rate", range: [0, 1] },
      { name: "offset", at: "fingerprint-match#/offset_seconds", unit: "seconds" },
      { name: "overlap", at: "fingerprint-match#/overlap_seconds", unit: "seconds" },
    ],
    method: {
      text: "Chromaprint's default algorithm: sixteen Haar-like classifiers over the strengths of pitch classes, eight hashes a second. Matches: halves of hashes vote for an alignment, then bits are compared.",
      code: "src/audio/fingerprint",
      sources: [
        { title: "How does Chromaprint work?", authors: "L. Lalinský", year: 2011 },
        {
          title: "Computer vision for music identification",
          authors: "Y. Ke, D. Hoiem, R. Sukthankar",
          year: 2005,
        },
      ],
    },
    data: [
      data("tempo-beats", clips("tempo-beats"), ["choice", "evaluation"], "unknown"),
      data("gtzan-mini", clips("gtzan-mini"), ["choice", "evaluation"], "none stated"),
      data("emotify", clips("emotify"), ["choice", "evaluation"], "CC BY-NC-SA label, unverified"),
    ],
    splits: `${SPLIT}. Limits of the matcher were set before anything was measured. Clips are taken at a fixed step through the folders.`,
    scores: [
      ...bits.map((row) => ({
        figure: "hashes",
        metric: "share of bits equal to those of fpcalc 1.5.1",
        better: "higher" as const,
        ...entry(row),
      })),
      ...copies.map((row) => ({
        figure: "score",
        metric: `share of copies found among all clips: ${row.set}`,
        better: "higher" as const,
        ...entry(row),
        set: "clips of all three sets",
      })),
      ...wrong.map((row) => ({
        figure: "false-match",
        metric: "share of pairs of different clips that match",
        better: "lower" as const,
        ...entry(row),
      })),
    ],
    confidence:
      "A match's score is 1 - 2 x the share of bits that differ where the two lie side by side: 1 for the same bits, 0 for as many as chance gives. It is a similarity, not a probability. Nothing below 0.4 is shown; a pair counts as duplicates from 0.5 on, when it runs side by side for most of the shorter one.",
    robustness: {
      text: "The scores of copies are the measure of it: other formats, bitrates, levels and rates, and trimmed ends.",
      moves: [],
    },
    limits: [
      "It knows recordings, not songs: a cover, a live version, another speed or another pitch is another recording.",
      "An overlap of fewer than 20 hashes is not matched, so nothing shorter than about five seconds is ever found: the two clips of 4 s among those measured are the copies that were missed.",
      "Silence and held notes say too little to be matched.",
      "Recordings of more than eight minutes have a smaller share of their hashes in the index: excerpts of a few seconds may be missed.",
    ],
  };
}
