import type { ExportedFile } from "../model.ts";
import { parseChord } from "../music/chord.ts";
import { type Key, parseKey } from "../music/key.ts";
import { DIVISIONS, formatMetre } from "../music/metre.ts";
import type { Arrangement } from "./contract.ts";
import { harmonyElement } from "./musicxml-harmony.ts";
import { type At, type Bar, layOut, type Timeline } from "./timeline.ts";
import { branch, type Element, leaf } from "./xml.ts";

const HEADER = [
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
  '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">',
];

/**
 * Writes an arrangement as a lead sheet in MusicXML 4.0 (partwise): one part of bars' rests with the chords above them, sections as
 * rehearsal marks, and tempo, key and time where they change.
 */
export function writeMusicXml(arrangement: Arrangement): ExportedFile {
  const timeline = layOut(arrangement);
  const measures = measuresOf(timeline);
  const score = branch(
    "score-partwise",
    { version: "4.0" },
    branch("work", {}, leaf("work-title", arrangement.title || "Arrangement")),
    branch(
      "identification",
      {},
      arrangement.composer ? leaf("creator", arrangement.composer, { type: "composer" }) : null,
      branch("encoding", {}, leaf("software", "Descant")),
    ),
    branch("part-list", {}, branch("score-part", { id: "P1" }, leaf("part-name", "Chords"))),
    branch("part", { id: "P1" }, ...measures),
  );
  const bytes = new TextEncoder().encode(`${[...HEADER, ...score].join("\n")}\n`);
  return { mediaType: "application/vnd.recordare.musicxml+xml", extension: "musicxml", bytes };
}

/** A part has at least one measure, so an arrangement without bars has one of silence. */
function measuresOf(timeline: Timeline): Element[] {
  if (timeline.bars.length === 0) {
    const rest = branch("note", {}, leaf("rest", undefined, { measure: "yes" }), leaf("duration", 1));
    return [branch("measure", { number: 1 }, branch("attributes", {}, leaf("divisions", 1)), rest)];
  }
  const chords = timeline.chords.values();
  const tempos = timeline.tempos.values();
  let chord = chords.next();
  let tempo = tempos.next();
  return timeline.bars.map((bar, index) => {
    const end = bar.start + bar.length;
    const own = { chords: [] as At<string>[], tempos: [] as At<number>[] };
    for (; !chord.done && chord.value.at < end; chord = chords.next()) own.chords.push(chord.value);
    for (; !tempo.done && tempo.value.at < end; tempo = tempos.next()) own.tempos.push(tempo.value);
    return branch(
      "measure",
      { number: index + 1 },
      attributesElement(bar, timeline.bars[index - 1]),
      bar.bar === 1 ? rehearsalElement(bar) : null,
      ...own.tempos.map(({ at, value }) => tempoElement(value, at - bar.start)),
      ...harmonies(own.chords, bar),
      branch("note", {}, leaf("rest", undefined, { measure: "yes" }), leaf("duration", bar.length)),
    );
  });
}

function attributesElement(bar: Bar, before: Bar | undefined): Element | null {
  const key = before?.key === bar.key ? null : parseKey(bar.key);
  const metre = before && formatMetre(before.metre) === formatMetre(bar.metre) ? null : bar.metre;
  if (!key && !metre) return null;
  return branch(
    "attributes",
    {},
    before ? null : leaf("divisions", DIVISIONS),
    key && keyElement(key),
    metre && branch("time", {}, leaf("beats", metre.beats), leaf("beat-type", metre.unit)),
    before ? null : branch("clef", {}, leaf("sign", "G"), leaf("line", 2)),
  );
}

function keyElement({ fifths, mode }: Key): Element {
  return branch("key", {}, leaf("fifths", fifths), leaf("mode", mode));
}

function rehearsalElement({ section }: Bar): Element {
  const mark = leaf("rehearsal", section.name || section.id);
  return branch("direction", { placement: "above" }, branch("direction-type", {}, mark));
}

function tempoElement(bpm: number, offset: number): Element {
  const metronome = branch("metronome", {}, leaf("beat-unit", "quarter"), leaf("per-minute", bpm));
  return branch(
    "direction",
    { placement: "above" },
    branch("direction-type", {}, metronome),
    offset > 0 ? leaf("offset", offset, { sound: "yes" }) : null,
    leaf("sound", undefined, { tempo: bpm }),
  );
}

/** Chords stand where the cursor is: it goes forward from one to the next, and back to the bar's start in the end. */
function harmonies(chords: readonly At<string>[], bar: Bar): Element[] {
  const elements: Element[] = [];
  let cursor = 0;
  for (const { at, value } of chords) {
    const offset = at - bar.start;
    if (offset > cursor) elements.push(branch("forward", {}, leaf("duration", offset - cursor)));
    cursor = offset;
    const chord = parseChord(value);
    if (chord !== null) elements.push(harmonyElement(chord));
  }
  if (cursor > 0) elements.push(branch("backup", {}, leaf("duration", cursor)));
  return elements;
}
