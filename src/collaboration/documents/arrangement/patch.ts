import * as Y from "yjs";
import { writeFields } from "../fields.ts";
import { UNREADABLE } from "../model.ts";
import { formatMetre } from "../music/metre.ts";
import { findEntry } from "../ordered-entries.ts";
import { addEntry, changeEntry, missing, moveEntry, type OrderedList, removeEntry } from "../ordered-list.ts";
import type { ArrangementOperation } from "./contract.ts";
import { copySection } from "./copy-section.ts";
import { barsOf, metreAt } from "./metre-at.ts";
import { cellName, details, PARTS, type Part, type Place, sectionList } from "./shape.ts";
import { spellChord, spellKey, spellMetre } from "./spelling.ts";

/** Applies one operation to an arrangement. @returns null, or why it makes no sense */
export function patchArrangement(doc: Y.Doc, operation: ArrangementOperation): string | null {
  const [list, own] = [sectionList(doc), details(doc)];
  if (!list || !own) return UNREADABLE;
  switch (operation.op) {
    case "set_details": {
      const { op: _, key, metre, ...fields } = operation;
      writeFields(own, { ...fields, key: key && spellKey(key), metre: metre && spellMetre(metre) });
      return null;
    }
    case "add_section": {
      const { op: _, id, after, ...fields } = operation;
      return addEntry(list, id, after, fields, PARTS);
    }
    case "copy_section":
      return copySection(list, operation);
    case "move_section":
      return moveEntry(list, operation.id, operation.after);
    case "set_section": {
      const { op: _, id, ...fields } = operation;
      return changeEntry(list, id, fields);
    }
    case "remove_section":
      return removeEntry(list, operation.id);
    case "set_chord": {
      const symbol = operation.symbol === null ? null : spellChord(operation.symbol);
      return setCell(doc, list, operation, "chords", operation, symbol);
    }
    case "set_tempo":
      return setCell(doc, list, operation, "tempos", operation, operation.tempo);
    case "set_metre": {
      const metre = operation.metre === null ? null : spellMetre(operation.metre);
      return setCell(doc, list, operation, "metres", { bar: operation.bar, beat: 1 }, metre);
    }
    case "set_key": {
      const key = operation.key === null ? null : spellKey(operation.key);
      return setCell(doc, list, operation, "keys", { bar: operation.bar, beat: 1 }, key);
    }
  }
}

/** Writes what stands at a place of a section; null clears the place, wherever it is. */
function setCell(
  doc: Y.Doc,
  list: OrderedList,
  { section }: { section: string },
  part: Part,
  place: Place,
  value: string | number | null,
): string | null {
  const map = findEntry(list.root, section);
  if (!map) return missing("section", section);
  const reason = value === null ? null : placeRefused(doc, list, section, place);
  if (reason !== null) return reason;
  let cells = map.get(part);
  if (!(cells instanceof Y.Map)) {
    if (value === null) return null;
    cells = map.set(part, new Y.Map<unknown>());
  }
  writeFields(cells as Y.Map<unknown>, { [cellName(place, part)]: value });
  return null;
}

function placeRefused(doc: Y.Doc, list: OrderedList, id: string, { bar, beat }: Place): string | null {
  const bars = barsOf(findEntry(list.root, id)!);
  if (bar > bars) return `The section ${id} has ${bars} bars.`;
  if (beat === 1) return null;
  const metre = metreAt(doc, list, id, bar);
  return beat < metre.beats + 1 ? null : `Bar ${bar} of the section ${id} is in ${formatMetre(metre)}.`;
}
