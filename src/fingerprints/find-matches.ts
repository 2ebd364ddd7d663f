import { type FingerprintMatch, matchFingerprints } from "../audio/fingerprint/compare/index.ts";
import type { FingerprintStore } from "./fingerprint-store.ts";
import { keysToAsk } from "./index-keys.ts";

/** Fingerprints whose bits are compared for one question. */
const CANDIDATES = 24;

export interface TrackMatch extends FingerprintMatch {
  trackId: string;
  durationMs: number;
}

/**
 * The tenant's tracks that the sound of a fingerprint is in, best first; one round trip to D1.
 * @param limit matches at the most, up to 24
 * @param except a track that is not to be found: the one that asks
 */
export async function findMatches(
  store: Pick<FingerprintStore, "candidates">,
  tenantId: string,
  hashes: Uint32Array,
  { limit = CANDIDATES, except }: { limit?: number; except?: string } = {},
): Promise<TrackMatch[]> {
  const matches: TrackMatch[] = [];
  for (const { trackId, durationMs, hashes: other } of await store.candidates(
    tenantId,
    keysToAsk(hashes),
    CANDIDATES,
  )) {
    const match = trackId === except ? null : matchFingerprints(hashes, other);
    if (match) matches.push({ ...match, trackId, durationMs });
  }
  return matches.sort((a, b) => b.score - a.score || b.overlapSeconds - a.overlapSeconds).slice(0, limit);
}
