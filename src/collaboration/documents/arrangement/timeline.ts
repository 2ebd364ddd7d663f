import { barLength, beatLength, DIVISIONS, type Metre, parseMetre } from "../music/metre.ts";
import type { Arrangement, Section } from "./contract.ts";

/** A bar of the whole arrangement. Times are in divisions (`DIVISIONS` to a quarter note) from the arrangement's start. */
export interface Bar {
  section: Section;
  /** Counted from 1 in its section. */
  bar: number;
  start: number;
  length: number;
  metre: Metre;
  /** The key in which it stands, as it is written. */
  key: string;
}

/** Something that happens at a moment of the arrangement. */
export interface At<T> {
  at: number;
  value: T;
}

export interface Timeline {
  bars: Bar[];
  length: number;
  /** The first at 0; each holds until the next. */
  tempos: At<number>[];
  /** Each with the end of what it may sound: the next chord, or its section's end. */
  chords: (At<string> & { until: number })[];
}

/** The metre of each bar of a section, given the one before it: changes hold until the next, as in notation. */
export function metresOf(section: Pick<Section, "bars" | "metres">, before: Metre): Metre[] {
  const changes = new Map(section.metres.map(({ bar, metre }) => [bar, metre]));
  let metre = before;
  return Array.from({ length: section.bars }, (_, index) => {
    metre = parseMetre(changes.get(index + 1) ?? "") ?? metre;
    return metre;
  });
}

/** Lays an arrangement out in time. What its projection holds is taken to be in order. */
export function layOut(arrangement: Pick<Arrangement, "metre" | "key" | "tempo" | "sections">): Timeline {
  const bars: Bar[] = [];
  const tempos: At<number>[] = [{ at: 0, value: arrangement.tempo }];
  const chords: Timeline["chords"] = [];
  let metre = parseMetre(arrangement.metre)!;
  let key = arrangement.key;
  let start = 0;
  for (const section of arrangement.sections) {
    const own: Bar[] = [];
    const keys = new Map(section.keys.map((change) => [change.bar, change.key]));
    for (const [index, its] of metresOf(section, metre).entries()) {
      metre = its;
      key = keys.get(index + 1) ?? key;
      own.push({ section, bar: index + 1, start, length: barLength(metre), metre, key });
      start += barLength(metre);
    }
    const moment = ({ bar, beat }: { bar: number; beat: number }) =>
      own[bar - 1]!.start + (beat - 1) * beatLength(own[bar - 1]!.metre);
    for (const change of section.tempos) {
      const at = moment(change);
      if (tempos.at(-1)!.at === at) tempos.pop();
      tempos.push({ at, value: change.tempo });
    }
    for (const [index, chord] of section.chords.entries()) {
      const next = section.chords[index + 1];
      chords.push({ at: moment(chord), value: chord.symbol, until: next ? moment(next) : start });
    }
    for (const bar of own) bars.push(bar);
  }
  return { bars, length: start, tempos, chords };
}

/** Milliseconds that a timeline takes. */
export function durationOf({ tempos, length }: Timeline): number {
  let milliseconds = 0;
  for (const [index, { at, value }] of tempos.entries()) {
    const until = tempos[index + 1]?.at ?? length;
    milliseconds += ((until - at) / DIVISIONS) * (60_000 / value);
  }
  return Math.round(milliseconds);
}
