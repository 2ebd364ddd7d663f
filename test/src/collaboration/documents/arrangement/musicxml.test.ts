import { describe, expect, test } from "vitest";
import type * as Y from "yjs";
import { exportDocument, newDocument } from "../../../../../src/collaboration/documents/index.ts";
import { QUALITIES } from "../../../../../src/collaboration/documents/music/chord-quality.ts";
import { schemaErrors } from "./musicxml-schema.ts";
import { readXml, type XmlElement } from "./read-xml.ts";
import { SONG } from "./song.ts";

const sourceOf = (operations: readonly unknown[]) => {
  const doc = newDocument("arrangement", { operations });
  return new TextDecoder().decode(exportDocument(doc, "arrangement", "musicxml")!.bytes);
};
const all = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
const one = (element: XmlElement, name: string) => all(element, name)[0]?.text;

describe("a song as MusicXML", () => {
  const score = readXml(sourceOf(SONG));
  const measures = all(score, "measure");

  test("keeps to the schema", () => expect(schemaErrors(score)).toEqual([]));

  test("has title, composer and bars", () => {
    expect([one(score, "work-title"), one(score, "creator")]).toEqual(["Song <&>", "Ana"]);
    expect(measures.map(({ attributes }) => attributes.number)).toEqual(["1", "2", "3", "4"]);
  });

  test("each measure's cursor ends where the measure does, and never leaves it", () => {
    let metre = [0, 0];
    for (const measure of measures) {
      const time = all(measure, "time")[0];
      if (time) metre = [Number(one(time, "beats")), Number(one(time, "beat-type"))];
      const length = (metre[0]! * 4 * 32) / metre[1]!;
      let cursor = 0;
      for (const { name, children } of measure.children) {
        const duration = Number(children.find((child) => child.name === "duration")?.text ?? 0);
        cursor += name === "backup" ? -duration : duration;
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(length);
      }
      expect(cursor).toBe(length);
    }
  });

  test("has chords where they are played", () => {
    const found = measures.map((measure) => {
      let cursor = 0;
      return measure.children.flatMap((child) => {
        if (child.name === "forward") cursor += Number(one(child, "duration"));
        if (child.name !== "harmony") return [];
        const alter = { "-1": "b", "1": "#" }[one(child, "root-alter") ?? ""] ?? "";
        return [
          `${cursor} ${one(child, "root-step")}${alter} ${one(child, "kind")} ${one(child, "bass-step") ?? ""}`.trim(),
        ];
      });
    });
    expect(found).toEqual([
      ["0 A minor", "64 F major-seventh"],
      ["48 G dominant-13th D"],
      ["0 C none"],
      ["48 Eb major-13th"],
    ]);
  });

  test("has rehearsal marks, tempos, keys and metres where they change", () => {
    const found = measures.map((measure) => [
      one(measure, "rehearsal"),
      all(measure, "sound").map(({ attributes }) => attributes.tempo),
      one(measure, "fifths"),
      one(measure, "beats"),
    ]);
    expect(found).toEqual([
      ["Verse", ["96"], "0", "4"],
      [undefined, [], undefined, undefined],
      ["Chorus", [], undefined, "6"],
      [undefined, ["80"], "-3", undefined],
    ]);
  });
});

test("chords of every quality, altered and not, keep to the schema", () => {
  const symbols = QUALITIES.flatMap(({ symbol }) => [
    `F#${symbol}`,
    `Bb${symbol}(b9)/Ab`,
    `C${symbol}(#5)`,
    `D${symbol}sus4`,
  ]);
  const sheet = newDocument("arrangement", {
    operations: [{ op: "add_section", id: "a", bars: symbols.length }],
  });
  const cells = sheet.getMap("sections").get("a") as Y.Map<Y.Map<string>>;
  for (const [index, symbol] of symbols.entries()) cells.get("chords")!.set(`${index + 1}:1`, symbol);
  const source = new TextDecoder().decode(exportDocument(sheet, "arrangement", "musicxml")!.bytes);
  const score = readXml(source);
  expect(schemaErrors(score)).toEqual([]);
  expect(all(score, "harmony").length).toBeGreaterThan(60);
});

test("an altered degree is told from what the kind has there", () => {
  const degrees = (symbol: string) => {
    const source = sourceOf([
      { op: "add_section", id: "a", bars: 1 },
      { op: "set_chord", section: "a", bar: 1, beat: 1, symbol },
    ]);
    return all(readXml(source), "degree").map(({ children }) => children.map(({ text }) => text).join(" "));
  };
  expect(degrees("Cmaj7(#5)")).toEqual(["5 1 alter"]);
  expect(degrees("Cdim(#5)")).toEqual(["5 2 alter"]);
  expect(degrees("C7(b9#11)")).toEqual(["9 -1 add", "11 1 add"]);
  expect(degrees("C13(#11)")).toEqual(["11 1 alter"]);
  expect(degrees("C7sus4")).toEqual(["3 0 subtract", "4 0 add"]);
});

test("an arrangement of nothing is a score all the same", () => {
  expect(schemaErrors(readXml(sourceOf([])))).toEqual([]);
});

test("a bar is these very bytes", () => {
  const source = sourceOf([
    { op: "add_section", id: "a", bars: 1 },
    { op: "set_chord", section: "a", bar: 1, beat: 1, symbol: "Bbm" },
  ]);
  expect(source.slice(source.indexOf("      <harmony>"))).toBe(`      <harmony>
        <root>
          <root-step>B</root-step>
          <root-alter>-1</root-alter>
        </root>
        <kind text="m">minor</kind>
      </harmony>
      <note>
        <rest measure="yes"/>
        <duration>128</duration>
      </note>
    </measure>
  </part>
</score-partwise>
`);
});

test("the schema's copy and the reader can fail", () => {
  expect(schemaErrors(readXml("<harmony><kind>blue</kind></harmony>")).length).toBeGreaterThan(1);
  for (const wrong of ["<a>", "<a></b>", "<a>&b;</a>", "<a/><b/>", '<a b="1" b="2"/>', "<a>&</a>"]) {
    expect(() => readXml(wrong)).toThrow();
  }
});
