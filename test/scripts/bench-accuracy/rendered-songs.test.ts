import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../../models/learning/random.ts";
import { readAnnotation } from "../../../scripts/bench-accuracy/rendered-songs/annotation.ts";
import { arrangeSong } from "../../../scripts/bench-accuracy/rendered-songs/arrange.ts";
import { midiFile } from "../../../scripts/bench-accuracy/rendered-songs/midi.ts";

const TEXT = `# title: Nobody's Song
# artist: Nobody
# metre: 3/4
# tonic: C

0.0	silence
1.0	A, intro, | C:maj | G:7 . F:min |, (guitar)
5.0	B', verse, | A:min7 | x4
13.0	| Bb:maj | N |
17.0	Z, fadeout, | D:sus4 | E:hdim7 |
21.0	silence
22.0	end
`;

describe("annotations", () => {
  test("sections, bars and chords", () => {
    const song = readAnnotation(TEXT)!;
    expect(song).toMatchObject({ title: "Nobody's Song", beatsPerBar: 3, seconds: 22 });
    expect(song.sections.map(({ start, letter, role }) => [start, letter, role])).toEqual([
      [1, "A", "intro"],
      [5, "B'", "verse"],
      [17, "Z", "fadeout"],
    ]);
    expect(song.bars).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    expect(song.chords.map(({ root }) => root)).toEqual([0, 7, 5, 9, 9, 9, 9, 10, null, 2, 4]);
    expect(song.chords[1]).toMatchObject({ start: 3, intervals: [0, 4, 7, 10] });
    expect(song.chords[1]!.duration).toBeCloseTo(4 / 3, 9);
    expect(song.chords[2]!.intervals).toEqual([0, 3, 7]);
  });

  test("too little to render is null", () => {
    expect(readAnnotation("")).toBeNull();
    expect(readAnnotation("# metre: 4/4\n0.0\tA, verse, | C:maj |\n2.0\tend\n")).toBeNull();
  });
});

describe("arrangements", () => {
  test("the same seed plays the same notes, another one others", () => {
    const song = readAnnotation(TEXT)!;
    const once = arrangeSong(song, mulberry32(1));
    expect(arrangeSong(song, mulberry32(1))).toEqual(once);
    expect(arrangeSong(song, mulberry32(2))).not.toEqual(once);
  });

  test("MIDI files carry their events in time, in variable-length ticks", () => {
    const file = midiFile(
      [{ start: 0.5, duration: 0.25, channel: 9, key: 36, velocity: 100 }],
      [{ start: 0.25, channel: 0, program: 24 }],
    );
    expect(Buffer.from(file.subarray(0, 4)).toString()).toBe("MThd");
    expect([...file.subarray(22)]).toEqual([
      // 239 ticks, program; 241 more, note on; 240 more, note off; end of track.
      0x81, 0x6f, 0xc0, 24, 0x81, 0x71, 0x99, 36, 100, 0x81, 0x70, 0x89, 36, 0, 0, 0xff, 0x2f, 0,
    ]);
  });
});
