import type * as Y from "yjs";
import type { Section } from "../../documents/arrangement/contract.ts";
import { durationOf, layOut, metresOf } from "../../documents/arrangement/timeline.ts";
import { formatChord, parseChord } from "../../documents/music/chord.ts";
import { formatKey, parseKey } from "../../documents/music/key.ts";
import { formatMetre, type Metre, parseMetre } from "../../documents/music/metre.ts";
import { type Place, readCells } from "./cells.ts";
import { readOrdered, type Tally, textOf } from "./ordered.ts";

/** Limits of the server's contract (documents/arrangement/contract.ts); a test holds them equal. */
export const LIMITS = {
  sections: 200,
  bars: 999,
  barsInAll: 4000,
  tempo: [10, 500],
  line: 300,
  name: 100,
} as const;

/** What holds where nothing else is said. */
export const DEFAULTS = { tempo: 120, metre: "4/4", key: "C major" } as const;

/** A section as it is drawn. */
export interface ShownSection extends Section {
  name: string;
  note: string;
  /** The metre of each of its bars. */
  timing: Metre[];
}

/** An arrangement as it is drawn: as the server's projection has it, with empty texts for missing ones. */
export interface ShownArrangement {
  title: string;
  composer: string;
  tempo: number;
  metre: string;
  key: string;
  bars: number;
  duration_ms: number;
  sections: ShownSection[];
  /** How many parts of the document could not be read. */
  broken: number;
}

const spelled =
  <T>(parse: (text: string) => T | null, format: (value: T) => string) =>
  (text: unknown): string | null => {
    const value = typeof text === "string" ? parse(text) : null;
    return value === null ? null : format(value);
  };

/** The one spelling of what somebody wrote, or null where it is no chord, key or metre. */
export const spellChord = spelled(parseChord, formatChord);
export const spellKey = spelled(parseKey, formatKey);
export const spellMetre = spelled(parseMetre, formatMetre);

/** A tempo in quarter notes a minute, or null. */
export function readTempo(value: unknown): number | null {
  const [least, most] = LIMITS.tempo;
  return typeof value === "number" && value >= least && value <= most ? value : null;
}

export const detailsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("details");
export const sectionsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("sections");

/** A field with a meaning; `otherwise` where it is missing, and where it has none, which counts as broken. */
function meaning<T>(
  map: Y.Map<unknown>,
  name: string,
  parse: (value: unknown) => T | null,
  otherwise: T,
  tally: Tally,
): T {
  const value = map.get(name);
  if (value === undefined) return otherwise;
  const parsed = parse(value);
  if (parsed === null) tally.broken++;
  return parsed ?? otherwise;
}

const readBars = (value: unknown): number | null =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LIMITS.bars ? Number(value) : null;

/** Reads an arrangement to be drawn. Never throws, whatever stands in the document. */
export function readArrangement(doc: Y.Doc): ShownArrangement {
  const tally: Tally = { broken: 0 };
  const details = detailsOf(doc);
  const head = {
    title: textOf(details, "title", tally),
    composer: textOf(details, "composer", tally),
    tempo: meaning(details, "tempo", readTempo, DEFAULTS.tempo as number, tally),
    metre: meaning(details, "metre", spellMetre, DEFAULTS.metre as string, tally),
    key: meaning(details, "key", spellKey, DEFAULTS.key as string, tally),
  };
  const sections: ShownSection[] = [];
  let metre = parseMetre(head.metre)!;
  let bars = 0;
  for (const { id, map } of readOrdered(sectionsOf(doc), LIMITS.sections, tally)) {
    const section = readSection(id, map, bars + 1, metre, tally);
    if (bars + section.bars > LIMITS.barsInAll) {
      tally.broken++;
      break;
    }
    sections.push(section);
    bars += section.bars;
    metre = section.timing.at(-1)!;
  }
  return {
    ...head,
    bars,
    duration_ms: durationOf(layOut({ ...head, sections })),
    sections,
    broken: tally.broken,
  };
}

function readSection(
  id: string,
  map: Y.Map<unknown>,
  first: number,
  before: Metre,
  tally: Tally,
): ShownSection {
  const bars = meaning(map, "bars", readBars, 1, tally);
  if (!map.has("bars")) tally.broken++;
  const metres = readCells(map, "metres", spellMetre, tally)
    .filter(({ bar }) => bar <= bars)
    .map(({ bar, value }) => ({ bar, metre: value }));
  const timing = metresOf({ bars, metres }, before);
  // What lies outside sleeps in the document, and is back when the section grows again: it is not broken.
  const isInside = ({ bar, beat }: Place): boolean => bar <= bars && beat < timing[bar - 1]!.beats + 1;
  return {
    id,
    name: textOf(map, "name", tally),
    note: textOf(map, "note", tally),
    bars,
    first_bar: first,
    timing,
    metres,
    chords: readCells(map, "chords", spellChord, tally)
      .filter(isInside)
      .map(({ bar, beat, value }) => ({ bar, beat, symbol: value })),
    tempos: readCells(map, "tempos", readTempo, tally)
      .filter(isInside)
      .map(({ bar, beat, value }) => ({ bar, beat, tempo: value })),
    keys: readCells(map, "keys", spellKey, tally)
      .filter(({ bar }) => bar <= bars)
      .map(({ bar, value }) => ({ bar, key: value })),
  };
}
