import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  exportDocument,
  exportFormats,
  newDocument,
} from "../../../../../src/collaboration/documents/index.ts";

const TRACKS = [
  { op: "set_details", title: "Late\u00a0set", creator: "Ana", description: "Two\nlines" },
  {
    op: "add_track",
    id: "a",
    title: "One, two – three",
    artist: "Ñandú",
    album: "First",
    duration_ms: 61_500,
    location: "https://music.example/one.mp3?a=1",
    isrc: "BRBMG0300729",
    note: 'the "slow" one',
  },
  { op: "add_track", id: "b", title: "Kept here", track_id: "5kTZ0hYzLm4wQ2sVn8aXcB" },
  { op: "add_track", id: "c", title: "Nowhere" },
];
const doc = newDocument("playlist", { operations: TRACKS });
const text = (format: string, options = {}) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(
    exportDocument(doc, "playlist", format, options)!.bytes,
  );

/** A strict reader of extended M3U: each address belongs to the `#EXTINF` before it. */
function readM3u8(source: string) {
  const lines = source.split("\n");
  if (lines.shift() !== "#EXTM3U" || lines.pop() !== "") throw new Error("That is no extended M3U.");
  const entries: { seconds: number; name: string; album: string | null; address: string }[] = [];
  let info: RegExpExecArray | null = null;
  let album: string | null = null;
  let name: string | null = null;
  for (const line of lines) {
    if (line.startsWith("#EXTINF:")) {
      if (info !== null) throw new Error("An #EXTINF without an address.");
      info = /^#EXTINF:(-1|\d+),(.+)$/.exec(line);
      if (info === null) throw new Error(`Malformed: ${line}`);
    } else if (line.startsWith("#EXTALB:")) album = line.slice(8);
    else if (line.startsWith("#PLAYLIST:")) name = line.slice(10);
    else if (!line.startsWith("#")) {
      if (info === null || line === "" || /\s/.test(line)) throw new Error(`Unexpected: ${line}`);
      entries.push({ seconds: Number(info[1]), name: info[2]!, album, address: line });
      [info, album] = [null, null];
    }
  }
  if (info !== null) throw new Error("An #EXTINF without an address.");
  return { name, entries };
}

test("a playlist has these formats", () => expect(exportFormats("playlist")).toEqual(["m3u8", "jspf"]));

describe("M3U8", () => {
  test("is these very bytes", () => {
    expect(text("m3u8")).toBe(
      [
        "#EXTM3U",
        "#EXTENC:UTF-8",
        "#PLAYLIST:Late\u00a0set",
        "#EXTINF:62,Ñandú - One, two – three",
        "#EXTALB:First",
        "https://music.example/one.mp3?a=1",
        "#EXTINF:-1,Kept here",
        "urn:descant:track:5kTZ0hYzLm4wQ2sVn8aXcB",
        "# Not to be found: Nowhere",
        "",
      ].join("\n"),
    );
  });

  test("names where the catalog's tracks are heard, and leaves out those it does not have", () => {
    const located = readM3u8(text("m3u8", { locate: (id: string) => `https://here.example/${id}` }));
    expect(located.entries.map(({ address }) => address)).toEqual([
      "https://music.example/one.mp3?a=1",
      "https://here.example/5kTZ0hYzLm4wQ2sVn8aXcB",
    ]);
    expect(readM3u8(text("m3u8", { locate: () => null })).entries.length).toBe(1);
  });

  test("no title can bring lines of its own", () => {
    const sly = newDocument("playlist");
    const title = "x\n#EXTINF:1,y\nhttp://evil.example";
    sly.getMap("tracks").set(
      "a",
      new Y.Map([
        ["title", title],
        ["location", "https://a.example/"],
        ["position", "V"],
      ]),
    );
    const source = new TextDecoder().decode(exportDocument(sly, "playlist", "m3u8")!.bytes);
    expect(readM3u8(source).entries).toEqual([
      { seconds: -1, name: "a", album: null, address: "https://a.example/" },
    ]);
  });
});

describe("JSPF", () => {
  test("has XSPF's fields, with locations and identifiers as lists", () => {
    expect(JSON.parse(text("jspf"))).toEqual({
      playlist: {
        title: "Late\u00a0set",
        creator: "Ana",
        annotation: "Two\nlines",
        track: [
          {
            location: ["https://music.example/one.mp3?a=1"],
            identifier: ["urn:isrc:BRBMG0300729"],
            title: "One, two – three",
            creator: "Ñandú",
            annotation: 'the "slow" one',
            album: "First",
            duration: 61_500,
          },
          {
            location: ["urn:descant:track:5kTZ0hYzLm4wQ2sVn8aXcB"],
            identifier: ["urn:descant:track:5kTZ0hYzLm4wQ2sVn8aXcB"],
            title: "Kept here",
          },
          { title: "Nowhere" },
        ],
      },
    });
  });

  test("of an empty playlist has an empty list", () => {
    const empty = exportDocument(newDocument("playlist"), "playlist", "jspf")!;
    expect(JSON.parse(new TextDecoder().decode(empty.bytes))).toEqual({ playlist: { track: [] } });
  });
});

test.each(["pdf", "constructor", "midi"])("a playlist is not exported as %s", (format) => {
  expect(exportDocument(doc, "playlist", format)).toBeNull();
});
