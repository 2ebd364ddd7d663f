import type * as Y from "yjs";
import { readDetails, readFields } from "../fields.ts";
import { Issues, pathOf } from "../issues.ts";
import { type Metre, parseMetre } from "../music/metre.ts";
import { type Entry, POSITION, readOrdered } from "../ordered-entries.ts";
import {
  type Arrangement,
  arrangementDetails,
  DEFAULTS,
  MOST_BARS_IN_ALL,
  MOST_SECTIONS,
  type Section,
  sectionFields,
  tempoSchema,
} from "./contract.ts";
import { ARRANGEMENT_ROOTS, details, PARTS, type Place, readCells, sections } from "./shape.ts";
import { spellChord, spellKey, spellMetre } from "./spelling.ts";
import { durationOf, layOut, metresOf } from "./timeline.ts";

const readTempo = (value: unknown): number | null => tempoSchema.safeParse(value).data ?? null;

/** Reads an arrangement: sections in order, each with what happens in it, and how long it all takes. */
export function projectArrangement(doc: Y.Doc): Arrangement {
  const issues = new Issues();
  const fields = readDetails(details(doc), arrangementDetails, issues);
  const head = {
    ...fields,
    tempo: fields.tempo ?? DEFAULTS.tempo,
    metre: spellMetre(fields.metre) ?? DEFAULTS.metre,
    key: spellKey(fields.key) ?? DEFAULTS.key,
  };
  const list: Section[] = [];
  let metre = parseMetre(head.metre)!;
  let bars = 0;
  for (const entry of readOrdered(sections(doc), "/sections", MOST_SECTIONS, issues)) {
    const section = readSection(entry, bars + 1, metre, issues);
    if (bars + section.bars > MOST_BARS_IN_ALL) {
      issues.add("/sections", `only the sections within the first ${MOST_BARS_IN_ALL} bars are read`);
      break;
    }
    list.push(section);
    bars += section.bars;
    metre = metresOf(section, metre).at(-1)!;
  }
  const timeline = layOut({ ...head, sections: list });
  return {
    kind: "arrangement",
    ...head,
    bars,
    duration_ms: durationOf(timeline),
    sections: list,
    issues: issues.of(doc, ARRANGEMENT_ROOTS),
  };
}

function readSection({ id, map }: Entry, firstBar: number, before: Metre, issues: Issues): Section {
  const path = `/sections${pathOf(id)}`;
  const { bars = 1, ...fields } = readFields(map, sectionFields, path, issues, [POSITION, ...PARTS]);
  if (!map.has("bars")) issues.add(`${path}/bars`, "is missing; 1 is taken");
  const within = ({ bar }: Place) => bar <= bars;
  const metres = readCells(map, "metres", path, issues, spellMetre).filter(within);
  const timing = metresOf({ bars, metres: metres.map(({ bar, value }) => ({ bar, metre: value })) }, before);
  // What lies outside sleeps in the document, and is back when the section or its metre grows again.
  const inside = (part: string) => (place: Place) => {
    const { bar, beat } = place;
    const fits = within(place) && beat < timing[bar - 1]!.beats + 1;
    if (!fits) issues.add(`${path}/${part}${pathOf(`${bar}:${beat}`)}`, "lies outside its section's bars");
    return fits;
  };
  return {
    id,
    ...fields,
    bars,
    first_bar: firstBar,
    chords: readCells(map, "chords", path, issues, spellChord)
      .filter(inside("chords"))
      .map(({ bar, beat, value }) => ({ bar, beat, symbol: value })),
    tempos: readCells(map, "tempos", path, issues, readTempo)
      .filter(inside("tempos"))
      .map(({ bar, beat, value }) => ({ bar, beat, tempo: value })),
    metres: metres.map(({ bar, value }) => ({ bar, metre: value })),
    keys: readCells(map, "keys", path, issues, spellKey)
      .filter(within)
      .map(({ bar, value }) => ({ bar, key: value })),
  };
}
