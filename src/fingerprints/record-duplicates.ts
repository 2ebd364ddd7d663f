import { HASH_SECONDS } from "../audio/fingerprint/compare/index.ts";
import { findMatches } from "./find-matches.ts";
import type { FingerprintStore } from "./fingerprint-store.ts";

/** Two recordings are the same when they run side by side for most of the shorter one; else one is in the other. */
const SHARE_OF_SHORTER = 0.6;
const MOST_ERRORS = 0.25;

/**
 * Finds the tenant's tracks that are likely the same recording as one whose fingerprint has just been stored, and keeps the
 * pairs. To be called behind the batch that stored it: of two copies sent at once, the later one then sees the other.
 * @returns how many there are
 */
export async function recordDuplicates(
  store: FingerprintStore,
  tenantId: string,
  trackId: string,
  hashes: Uint32Array,
  now: number,
): Promise<number> {
  const matches = await findMatches(store, tenantId, hashes, { except: trackId });
  const same = matches.filter(({ overlapSeconds, bitErrorRate, durationMs }) => {
    // A fingerprint is a little shorter than its recording, as is the overlap.
    const shorter = Math.min(hashes.length * HASH_SECONDS, durationMs / 1000);
    return bitErrorRate <= MOST_ERRORS && overlapSeconds >= SHARE_OF_SHORTER * shorter;
  });
  const found = same.map(({ trackId: duplicateOf, offsetSeconds, overlapSeconds, bitErrorRate }) => ({
    duplicateOf,
    offsetSeconds,
    overlapSeconds,
    bitErrorRate,
  }));
  await store.setDuplicates(tenantId, trackId, found, now);
  return found.length;
}
