import type * as Y from "yjs";
import { stretches } from "./shape.ts";

/**
 * Makes a text say something else by changing only what lies between its common start and end: so that anchors and other people's
 * edits elsewhere stay where they are.
 * @returns null, or why not
 */
export function replaceText(text: Y.Text, wanted: string): string | null {
  const found = stretches(text);
  const now = found.map((stretch) => stretch.text).join("");
  if (now.length !== text.length) return "The text holds what is no text.";
  let start = 0;
  while (start < now.length && start < wanted.length && now[start] === wanted[start]) start++;
  if (splitsCharacter(now, start) || splitsCharacter(wanted, start)) start--;
  let end = 0;
  const most = Math.min(now.length, wanted.length) - start;
  while (end < most && now[now.length - 1 - end] === wanted[wanted.length - 1 - end]) end++;
  if (splitsCharacter(now, now.length - end) || splitsCharacter(wanted, wanted.length - end)) end--;
  const removed = now.length - end - start;
  if (removed > 0) text.delete(start, removed);
  const added = wanted.slice(start, wanted.length - end);
  if (added !== "") text.insert(start, added);
  return null;
}

/** Whether a place lies between the halves of a surrogate pair. */
export function splitsCharacter(text: string, at: number): boolean {
  return isHalf(text.charCodeAt(at - 1), 0xd800) && isHalf(text.charCodeAt(at), 0xdc00);
}

/** NaN, the code of what lies outside a text, is neither half. */
function isHalf(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}
