import type { FingerprintMatch } from "../audio/fingerprint/compare/index.ts";
import { cardLinks } from "../cards/index.ts";
import type { Match } from "./contract.ts";

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** A match as the API shows it; offsets to a hundredth of a second, which is a tenth of what a hash tells. */
export function presentMatch(
  trackId: string,
  { score, bitErrorRate, offsetSeconds, overlapSeconds }: FingerprintMatch,
  origin: string,
): Match {
  return {
    track: { id: trackId, uri: `descant:track:${trackId}`, href: `${origin}/v1/tracks/${trackId}` },
    score: round(score, 3),
    bit_error_rate: round(bitErrorRate, 4),
    offset_seconds: round(offsetSeconds, 2),
    overlap_seconds: round(overlapSeconds, 2),
  };
}

/** A pair of duplicates, whichever of the two was found to be the other's. */
export interface DuplicateRow {
  trackId: string;
  duplicateOf: string;
  offsetSeconds: number;
  overlapSeconds: number;
  bitErrorRate: number;
}

/** The pairs that a track is in, as the API shows them from that track's side. */
export function presentDuplicates(rows: readonly DuplicateRow[], id: string, origin: string): Match[] {
  return rows.map(({ trackId, duplicateOf, offsetSeconds, ...row }) => {
    const score = Math.max(0, 1 - 2 * row.bitErrorRate);
    return trackId === id
      ? presentMatch(duplicateOf, { ...row, score, offsetSeconds }, origin)
      : presentMatch(trackId, { ...row, score, offsetSeconds: -offsetSeconds }, origin);
  });
}

/** Where the accuracy of fingerprints stands. */
export const cardsAt = (origin: string) => cardLinks(["fingerprint"], origin);
