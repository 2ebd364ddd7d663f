import { element } from "../../../http/page/index.ts";
import { COLOURS, type Peer } from "./peers.ts";

/**
 * Marks where others are in the document: a frame in their colour, with their name. A place inside an entry that is not drawn is
 * marked at the entry.
 */
export function drawMarks(root: HTMLElement, peers: readonly Peer[]): void {
  for (const tag of root.querySelectorAll(".tag")) tag.remove();
  for (const marked of root.querySelectorAll(".marked")) marked.classList.remove("marked", ...COLOUR_CLASSES);
  const find = (path: string): HTMLElement | null => root.querySelector(`[data-place="${CSS.escape(path)}"]`);
  for (const { isMe, at, name, colour } of peers) {
    if (isMe || at === null) continue;
    const place = find(at) ?? find(at.split("/").slice(0, 3).join("/"));
    if (place === null) continue;
    place.classList.add("marked", `p${colour}`);
    place.append(element("span", { class: `tag p${colour}`, "aria-hidden": "true" }, name));
  }
}

const COLOUR_CLASSES = Array.from({ length: COLOURS }, (_, colour) => `p${colour}`);
