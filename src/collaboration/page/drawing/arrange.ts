/**
 * Makes `nodes` the children of `parent`, in their order. The one that holds the focus is not touched, the others are put around
 * it: an element that is moved loses its focus, and whoever types in it their place.
 * @returns whether what held the focus had to go
 */
export function arrange(parent: Element, nodes: readonly Element[]): boolean {
  const wanted = new Set<Element>(nodes);
  let lostFocus = false;
  for (const child of [...parent.children]) {
    if (wanted.has(child)) continue;
    lostFocus ||= child.contains(document.activeElement);
    child.remove();
  }
  if (nodes.length === 0) return lostFocus;
  const focused = nodes.findIndex((node) => node.contains(document.activeElement));
  const pivot = Math.max(0, focused);
  if (focused < 0 && parent.firstElementChild !== nodes[0]) parent.prepend(nodes[0]!);
  for (let at = pivot - 1; at >= 0; at--) {
    if (nodes[at]!.nextElementSibling !== nodes[at + 1]) nodes[at + 1]!.before(nodes[at]!);
  }
  for (let at = pivot + 1; at < nodes.length; at++) {
    if (nodes[at]!.previousElementSibling !== nodes[at - 1]) nodes[at - 1]!.after(nodes[at]!);
  }
  return lostFocus;
}

/** Nodes by key that are made once and kept as long as their key is there: so that focus and listeners survive a redraw. */
export class Kept<Item extends { node: Element }> {
  #items = new Map<string, Item>();

  /** The items of these keys, in this order; those of other keys are forgotten. */
  take(keys: readonly string[], make: (key: string) => Item): Item[] {
    const items = keys.map((key) => this.#items.get(key) ?? make(key));
    this.#items = new Map(keys.map((key, at) => [key, items[at]!]));
    return items;
  }

  get(key: string): Item | undefined {
    return this.#items.get(key);
  }
}
