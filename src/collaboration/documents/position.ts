/**
 * Places in a list as strings that sort by code unit, so that an entry is moved by writing one string of its own.
 *
 * A place is a fraction between 0 and 1 in base 62. Between any two there is another, so a move touches no other entry, and two
 * people who move one entry at once end with one of their two places: never with a copy, never with none. That is what a Y.Array
 * cannot give, because a move in it is a removal and an insertion, and two of these leave two copies.
 *
 * Each place ends in three digits made of the entry's id. Entries that people put into one gap at the same moment therefore
 * differ in place, and others fit between them later.
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = DIGITS.length;

/** Digits that count slots where lists grow, at their ends: about 119,000 entries each way before places get longer. */
const SLOT_DIGITS = 3;
const SLOTS = BASE ** SLOT_DIGITS;

/** Places longer than this ask for the whole list to be spaced anew. */
export const LONGEST_POSITION = 64;

const PATTERN = /^[0-9A-Za-z]*[1-9A-Za-z]$/;

/** Whether a string is a place: digits of base 62, of bounded length, without a zero at the end. */
export function isPosition(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_POSITION && PATTERN.test(value);
}

/**
 * A place between two others.
 * @param before the place in front, null for the list's start
 * @param after the place behind, null for the list's end
 * @param id of the entry to be placed
 * @returns a place strictly between, which may be longer than `LONGEST_POSITION`
 * @throws RangeError where `before` does not sort in front of `after`
 */
export function positionBetween(before: string | null, after: string | null, id: string): string {
  if (before !== null && after !== null && before >= after) {
    throw new RangeError(`No place lies between ${before} and ${after}.`);
  }
  if (before === null && after === null) return slot(SLOTS >> 1) + suffixOf(id);
  if (after === null && slotOf(before!) + 1 < SLOTS) return slot(slotOf(before!) + 1) + suffixOf(id);
  if (before === null && slotOf(after!) > 1) return slot(slotOf(after!) - 1) + suffixOf(id);
  return middle(before ?? "", after) + suffixOf(id);
}

/** Evenly spaced places for a whole list, in its order. */
export function positionsFor(ids: readonly string[]): string[] {
  const first = (SLOTS >> 1) - (ids.length >> 1);
  return ids.map((id, index) => slot(first + index) + suffixOf(id));
}

/** The shortest digits between two fractions that differ from both before either could be their prefix. */
function middle(before: string, after: string | null): string {
  let digits = "";
  for (let i = 0, bounded = after !== null; ; i++) {
    const low = i < before.length ? DIGITS.indexOf(before[i]!) : 0;
    const high = !bounded ? BASE : i < after!.length ? DIGITS.indexOf(after![i]!) : 0;
    if (high - low > 1) return digits + DIGITS[(low + high) >> 1];
    digits += DIGITS[low];
    if (high > low) bounded = false;
  }
}

function slot(number: number): string {
  let digits = "";
  for (let rest = number, i = 0; i < SLOT_DIGITS; i++, rest = Math.floor(rest / BASE)) {
    digits = DIGITS[rest % BASE] + digits;
  }
  return digits;
}

function slotOf(position: string): number {
  let number = 0;
  for (let i = 0; i < SLOT_DIGITS; i++)
    number = number * BASE + Math.max(0, DIGITS.indexOf(position[i] ?? "0"));
  return number;
}

/** Three digits of an id's FNV-1a hash, the last of them not zero. */
function suffixOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  const [a, b, c] = [hash % BASE, Math.floor(hash / BASE) % BASE, Math.floor(hash / BASE ** 2) % (BASE - 1)];
  return DIGITS[a]! + DIGITS[b]! + DIGITS[c + 1]!;
}
