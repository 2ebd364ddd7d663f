import type * as Y from "yjs";
import { stretches } from "./shape.ts";
import { changesBetween } from "./text-changes.ts";

/**
 * Makes a text say something else by changing only the words that differ: so that anchors and other people's edits elsewhere stay
 * where they are.
 * @returns null, or why not
 */
export function replaceText(text: Y.Text, wanted: string): string | null {
  const now = stretches(text)
    .map((stretch) => stretch.text)
    .join("");
  if (now.length !== text.length) return "The text holds what is no text.";
  // From the end, so that the places of those before stay true.
  for (const { at, removed, added } of changesBetween(now, wanted).toReversed()) {
    if (removed > 0) text.delete(at, removed);
    if (added !== "") text.insert(at, added);
  }
  return null;
}
