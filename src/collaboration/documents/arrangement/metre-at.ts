import type * as Y from "yjs";
import { Issues } from "../issues.ts";
import { type Metre, parseMetre } from "../music/metre.ts";
import { readOrdered } from "../ordered-entries.ts";
import type { OrderedList } from "../ordered-list.ts";
import { DEFAULTS, sectionFields } from "./contract.ts";
import { details, readCells } from "./shape.ts";
import { spellMetre } from "./spelling.ts";

/** Bars of a section, as its projection has them. */
export function barsOf(section: Y.Map<unknown>): number {
  return sectionFields.bars.safeParse(section.get("bars")).data ?? 1;
}

/** The metre of a bar of a section: the last change at or before it, in its own section or those in front. */
export function metreAt(doc: Y.Doc, { root, limit }: OrderedList, id: string, bar: number): Metre {
  const issues = new Issues();
  const sections = readOrdered(root, "", limit, issues);
  const own = sections.findIndex((section) => section.id === id);
  for (let index = own; index >= 0; index--) {
    const { map } = sections[index]!;
    const last = index === own ? bar : barsOf(map);
    const change = readCells(map, "metres", "", issues, spellMetre).findLast((cell) => cell.bar <= last);
    if (change) return parseMetre(change.value)!;
  }
  return parseMetre(spellMetre(details(doc)?.get("metre")) ?? DEFAULTS.metre)!;
}
