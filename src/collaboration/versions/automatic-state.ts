/** When a document was edited first and last since its last version, ms since 1970. */
export interface Unkept {
  first: number;
  last: number;
}

/** When a room keeps a version by itself: after a pause this long, or, where nobody pauses, after so long. */
export const QUIET_MS = 5 * 60_000;
export const LONGEST_MS = 60 * 60_000;

/** Notes an edit. */
export function noteEdit(unkept: Unkept | null, now: number): Unkept {
  return { first: unkept?.first ?? now, last: now };
}

/** When the next version is due; null where everything is kept. */
export function versionDueAt(unkept: Unkept | null): number | null {
  return unkept && Math.min(unkept.last + QUIET_MS, unkept.first + LONGEST_MS);
}
