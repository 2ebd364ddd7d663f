import { describe, expect, test } from "vitest";
import {
  exportDocument,
  newDocument,
  projectDocument,
} from "../../../../../src/collaboration/documents/index.ts";
import { readMidi } from "./read-midi.ts";
import { SONG } from "./song.ts";

const midiOf = (operations: readonly unknown[]) =>
  exportDocument(newDocument("arrangement", { operations }), "arrangement", "midi")!;
const text = (data: Uint8Array) => new TextDecoder().decode(data);

describe("a song as MIDI", () => {
  const file = readMidi(midiOf(SONG).bytes);
  const [conductor, chords] = file.tracks;
  const metas = (type: number) => conductor!.meta.filter((event) => event.type === type);

  test("is a file of format 1 with two tracks that end with the song", () => {
    expect([file.format, file.division, file.tracks.length]).toEqual([1, 480, 2]);
    expect([conductor!.end, chords!.end]).toEqual([2 * 1920 + 2 * 1440, 2 * 1920 + 2 * 1440]);
  });

  test("has the sections as markers", () => {
    expect(metas(0x06).map(({ tick, data }) => [tick, text(data)])).toEqual([
      [0, "Verse"],
      [3840, "Chorus"],
    ]);
  });

  test("has tempos, as microseconds to a quarter note", () => {
    expect(
      metas(0x51).map(({ tick, data }) => [tick, (data[0]! << 16) | (data[1]! << 8) | data[2]!]),
    ).toEqual([
      [0, 625_000],
      [3840 + 1440 + 720, 750_000],
    ]);
  });

  test("has metres, with a click on the dotted quarter in 6/8", () => {
    expect(metas(0x58).map(({ tick, data }) => [tick, ...data])).toEqual([
      [0, 4, 2, 24, 8],
      [3840, 6, 3, 36, 8],
    ]);
  });

  test("has keys: flats below zero, minor or not", () => {
    expect(metas(0x59).map(({ tick, data }) => [tick, ...data])).toEqual([
      [0, 0, 1],
      [3840 + 1440, 253, 1],
    ]);
  });

  test("has the chords' notes, the bass lowest, each until the next chord or its section's end", () => {
    const starts = [...new Set(chords!.notes.map(({ tick }) => tick))];
    const played = starts.map((start) => {
      const notes = chords!.notes.filter(({ tick }) => tick === start).sort((a, b) => a.note - b.note);
      return [
        start,
        notes[0]!.until,
        notes[0]!.note % 12,
        [...new Set(notes.map(({ note }) => note % 12))].sort((a, b) => a - b),
      ];
    });
    expect(played).toEqual([
      [0, 960, 9, [0, 4, 9]],
      [960, 1920 + 720, 5, [0, 4, 5, 9]],
      [1920 + 720, 3840, 2, [0, 2, 4, 5, 7, 9]],
      [3840 + 1440 + 720, 3840 + 2880, 3, [0, 2, 3, 5, 7, 9, 10]],
    ]);
  });
});

test("the file's tempo map gives the length that the projection says", () => {
  const doc = newDocument("arrangement", { operations: SONG });
  const [conductor] = readMidi(exportDocument(doc, "arrangement", "midi")!.bytes).tracks;
  const tempos = conductor!.meta.filter(({ type }) => type === 0x51);
  let microseconds = 0;
  for (const [index, { tick, data }] of tempos.entries()) {
    const until = tempos[index + 1]?.tick ?? conductor!.end;
    microseconds += ((until - tick) / 480) * ((data[0]! << 16) | (data[1]! << 8) | data[2]!);
  }
  expect(projectDocument(doc, "arrangement").duration_ms).toBe(Math.round(microseconds / 1000));
});

test("neighbouring chords are played close together", () => {
  const symbols = ["C", "F", "G7", "Am", "Dm7", "G13", "Cmaj9"];
  const operations = [
    { op: "add_section", id: "a", bars: 7 },
    ...symbols.map((symbol, i) => ({ op: "set_chord", section: "a", bar: i + 1, beat: 1, symbol })),
  ];
  const [, chords] = readMidi(midiOf(operations).bytes).tracks;
  const means = symbols.map((_, i) => {
    const notes = chords!.notes.filter(({ tick }) => tick === i * 1920).map(({ note }) => note);
    const upper = notes.sort((a, b) => a - b).slice(1);
    return upper.reduce((sum, note) => sum + note, 0) / upper.length;
  });
  for (const [i, mean] of means.entries()) if (i > 0) expect(Math.abs(mean - means[i - 1]!)).toBeLessThan(4);
});

test("a bar with one chord is these very bytes", () => {
  const { bytes } = midiOf([
    { op: "set_details", title: "A" },
    { op: "add_section", id: "a", bars: 1 },
    { op: "set_chord", section: "a", bar: 1, beat: 1, symbol: "C5" },
  ]);
  expect([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(
    [
      "4d546864 00000006 0001 0002 01e0",
      "4d54726b 00000024 00ff030141 00ff060161 00ff510307a120 00ff580404021808 00ff59020000 8f00ff2f00",
      "4d54726b 00000027 00ff030643686f726473 00902450 00903750 00903c50 8f00802440 00803740 00803c40 00ff2f00",
    ]
      .join("")
      .replaceAll(" ", ""),
  );
});

test("an arrangement of nothing is a file all the same", () => {
  const { tracks } = readMidi(midiOf([]).bytes);
  expect(tracks.map(({ end, notes }) => [end, notes.length])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
