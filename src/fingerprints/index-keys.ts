import { SILENT_HASH } from "../audio/fingerprint/compare/index.ts";

/** A key is a hash's first bits: ten of its sixteen classifiers. */
const KEY_BITS = 20;
/** Keys that a recording is indexed under: a sixth of its hashes, but all of a short one's and not too many of a long one's. */
const LEAST = 48;
const MOST = 600;
const SHARE = 6;
/** Keys that a question may bring. */
const MOST_ASKED = 2_048;

/**
 * The keys that a recording is found by. Which of them are taken depends on their bits alone (the smallest after mixing,
 * as in Broder's min-wise sampling, 1997), so two copies of a recording take the same ones wherever they begin.
 */
export const keysToStore = (hashes: Uint32Array): number[] =>
  smallest(hashes, Math.min(MOST, Math.max(LEAST, Math.floor(hashes.length / SHARE))));

/** The keys to ask for: all there are, so that a short excerpt finds a long recording. */
export const keysToAsk = (hashes: Uint32Array): number[] => smallest(hashes, MOST_ASKED);

function smallest(hashes: Uint32Array, most: number): number[] {
  const keys = new Set<number>();
  for (const hash of hashes) if (hash !== SILENT_HASH) keys.add(hash >>> (32 - KEY_BITS));
  return [...keys].sort((a, b) => mixed(a) - mixed(b)).slice(0, most);
}

/** Fibonacci hashing (Knuth, volume 3, 6.4): neighbouring keys end up far apart. No two keys give the same. */
const mixed = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 0;
