/** A stretch of a text and what stands in its place. */
export interface Change {
  at: number;
  removed: number;
  added: string;
}

/** Most cells of the table in which two texts' words are compared; beyond, the stretch that differs is one change. */
const MOST_CELLS = 4_000_000;

/**
 * The changes that make one text another, from its start to its end: those around the longest common subsequence of words
 * (Wagner & Fischer 1974), each without what its old and its new text begin and end with alike.
 */
export function changesBetween(now: string, wanted: string): Change[] {
  const whole = trim({ at: 0, removed: now.length, added: wanted }, now);
  const before = words(now.slice(whole.at, whole.at + whole.removed));
  const after = words(whole.added);
  if (before.length * after.length > MOST_CELLS) return isNothing(whole) ? [] : [whole];
  const width = after.length + 1;
  // How many words the rests of both have in common, from each pair of places.
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] =
        before[i] === after[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const changes: Change[] = [];
  let open: Change = { at: whole.at, removed: 0, added: "" };
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const at = i * width + j;
    if (i < before.length && j < after.length && before[i] === after[j]) {
      changes.push(open);
      open = { at: open.at + open.removed + before[i]!.length, removed: 0, added: "" };
      i++;
      j++;
    } else if (j === after.length || (i < before.length && common[at + width]! >= common[at + 1]!)) {
      open.removed += before[i++]!.length;
    } else open.added += after[j++]!;
  }
  return [...changes, open].map((change) => trim(change, now)).filter((change) => !isNothing(change));
}

/** Words, and what stands between them, character for character. */
function words(text: string): string[] {
  return text.match(/\s|\S+/g) ?? [];
}

function isNothing({ removed, added }: Change): boolean {
  return removed === 0 && added === "";
}

/** A change without what its old and its new text begin and end with alike. */
function trim({ at, removed, added }: Change, now: string): Change {
  const old = now.slice(at, at + removed);
  const most = Math.min(old.length, added.length);
  let start = 0;
  while (start < most && old[start] === added[start]) start++;
  if (splitsCharacter(old, start) || splitsCharacter(added, start)) start--;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === added[added.length - 1 - end]) end++;
  if (splitsCharacter(old, old.length - end) || splitsCharacter(added, added.length - end)) end--;
  return { at: at + start, removed: removed - start - end, added: added.slice(start, added.length - end) };
}

/** Whether a place lies between the halves of a surrogate pair. */
export function splitsCharacter(text: string, at: number): boolean {
  return isHalf(text.charCodeAt(at - 1), 0xd800) && isHalf(text.charCodeAt(at), 0xdc00);
}

/** NaN, the code of what lies outside a text, is neither half. */
function isHalf(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}
