import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  type DocumentKind,
  newDocument,
  patchDocument,
  projectDocument,
} from "../../../../src/collaboration/documents/index.ts";

const written = (doc: Y.Doc, act: () => unknown) => {
  const before = Y.encodeStateAsUpdate(doc);
  act();
  return Buffer.compare(Buffer.from(before), Buffer.from(Y.encodeStateAsUpdate(doc))) !== 0;
};

describe("a patch is all or nothing", () => {
  test("where one operation is refused, none is applied, and it is said which and why", () => {
    const doc = newDocument("playlist", { operations: [{ op: "add_track", id: "a", title: "A" }] });
    let result: unknown;
    const operations = [
      { op: "set_track", id: "a", title: "B" },
      { op: "add_track", id: "b", title: "B" },
      { op: "move_track", id: "zzz", after: null },
    ];
    expect(written(doc, () => (result = patchDocument(doc, "playlist", operations, null)))).toBe(false);
    expect(result).toEqual({ refused: { index: 2, reason: "There is no track zzz." } });
  });

  test("later operations see what earlier ones did", () => {
    const doc = newDocument("playlist");
    const operations = [
      { op: "add_track", id: "a", title: "A" },
      { op: "add_track", id: "b", title: "B", after: null },
      { op: "move_track", id: "a", after: null },
      { op: "set_track", id: "b", artist: "X" },
    ];
    expect(patchDocument(doc, "playlist", operations, null)).toEqual({ applied: 4 });
    expect(projectDocument(doc, "playlist").tracks).toEqual([
      { id: "a", title: "A" },
      { id: "b", title: "B", artist: "X" },
    ]);
  });

  test("it is one update with the origin that was given, by the document's own client", () => {
    const doc = newDocument("playlist", { clientId: 7 });
    const heard: unknown[] = [];
    doc.on("update", (_: Uint8Array, origin: unknown) => heard.push(origin));
    const origin = { by: "ana" };
    const tracks = ["a", "b", "c"].map((id) => ({ op: "add_track", id, title: id }));
    patchDocument(doc, "playlist", tracks, origin);
    expect(heard).toEqual([origin]);
    expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([7]);
  });

  test("too many operations, and what is no list, are refused as a whole", () => {
    const doc = newDocument("playlist");
    const many = Array.from({ length: 501 }, (_, i) => ({ op: "remove_track", id: `t${i}` }));
    expect(patchDocument(doc, "playlist", many, null)).toHaveProperty("refused.index", null);
    expect(patchDocument(doc, "playlist", { op: "remove_track", id: "a" }, null)).toHaveProperty(
      "refused.index",
      null,
    );
  });
});

const REPEATED: [DocumentKind, unknown[]][] = [
  [
    "playlist",
    [
      { op: "set_details", title: "T", creator: null },
      { op: "add_track", id: "a", title: "A" },
      { op: "add_track", id: "b", title: "B", after: null },
      { op: "move_track", id: "a", after: null },
      { op: "set_track", id: "a", artist: "X", album: null },
      { op: "remove_track", id: "gone" },
    ],
  ],
  [
    "arrangement",
    [
      { op: "set_details", key: "am", metre: "3/4" },
      { op: "add_section", id: "a", bars: 4 },
      { op: "add_section", id: "b", bars: 4 },
      { op: "move_section", id: "b", after: null },
      { op: "set_chord", section: "a", bar: 1, beat: 2.5, symbol: "C-7" },
      { op: "set_chord", section: "a", bar: 1, beat: 3, symbol: null },
      { op: "set_key", section: "a", bar: 2, key: "Eb" },
      { op: "set_metre", section: "a", bar: 2, metre: "6/8" },
      { op: "set_tempo", section: "a", bar: 2, beat: 6, tempo: 70.5 },
      { op: "copy_section", id: "c", from: "a" },
      { op: "remove_section", id: "gone" },
    ].map((operation) =>
      "key" in operation && operation.key === "am" ? { ...operation, key: "Am" } : operation,
    ),
  ],
  [
    "lyrics",
    [
      { op: "set_text", text: "La la la" },
      { op: "add_syllable", id: "s", at: 3, length: 2, bar: 1, beat: 2 },
      { op: "add_bar", id: "b", at: 0, bar: 1 },
      { op: "move_anchor", id: "s", bar: 1, beat: 2 },
      { op: "remove_anchor", id: "gone" },
    ],
  ],
  [
    "release-plan",
    [
      { op: "add_task", id: "mix", title: "Mix", due: "2026-03-01" },
      { op: "add_task", id: "master", title: "Master" },
      { op: "add_dependency", id: "master", on: "mix" },
      { op: "remove_dependency", id: "mix", on: "master" },
      { op: "set_task", id: "master", state: "doing", owner: null },
    ],
  ],
  [
    "review",
    [
      { op: "set_details", duration_ms: 60_000 },
      { op: "add_range", id: "r", start_ms: 1000, end_ms: 2000, label: "Hiss" },
      { op: "move_range", id: "r", start_ms: 1000, end_ms: 2000 },
      { op: "set_range", id: "r", label: "Hiss" },
    ],
  ],
];

test.each(REPEATED)(
  "a patch of a %s that is sent twice writes nothing the second time",
  (kind, operations) => {
    const doc = newDocument(kind);
    // Operations that lead elsewhere and back would write; so each is repeated at once.
    for (const operation of operations) {
      expect(patchDocument(doc, kind, [operation], null), JSON.stringify(operation)).toEqual({ applied: 1 });
      const again = () => expect(patchDocument(doc, kind, [operation], null)).toEqual({ applied: 1 });
      expect(written(doc, again), JSON.stringify(operation)).toBe(false);
    }
    expect(projectDocument(doc, kind).issues).toEqual([]);
  },
);

const SEEDS: Record<DocumentKind, unknown[]> = {
  playlist: [{ op: "add_track", id: "a", title: "A" }],
  arrangement: [
    { op: "add_section", id: "a", bars: 2 },
    { op: "set_metre", section: "a", bar: 2, metre: "3/4" },
  ],
  lyrics: [
    { op: "set_text", text: "a 🎵 b" },
    { op: "add_bar", id: "a", at: 0, bar: 1 },
  ],
  "release-plan": [
    { op: "add_task", id: "a", title: "A", start: "2026-02-01" },
    { op: "add_task", id: "b", title: "B" },
    { op: "add_task", id: "c", title: "C" },
    { op: "add_dependency", id: "b", on: "a" },
    { op: "add_dependency", id: "c", on: "b" },
  ],
  review: [
    { op: "set_details", duration_ms: 1000 },
    { op: "add_range", id: "a", start_ms: 0, end_ms: 10 },
  ],
};

test.each<[DocumentKind, Record<string, unknown>, string]>([
  ["playlist", { op: "add_track", id: "a", title: "Another" }, "another track a"],
  ["playlist", { op: "add_track", id: "b", title: "B", after: "x" }, "no track x"],
  ["playlist", { op: "move_track", id: "a", after: "a" }, "cannot follow itself"],
  ["playlist", { op: "set_track", id: "x", title: "X" }, "no track x"],
  ["playlist", { op: "add_track", id: "b", title: "two\nlines" }, "title"],
  ["playlist", { op: "add_track", id: "b", title: "B", location: "javascript:alert(1)" }, "location"],
  ["playlist", { op: "add_track", id: "b", title: "B", colour: "red" }, "colour"],
  ["playlist", { op: "add_track", id: "__proto__/", title: "B" }, "id"],
  ["arrangement", { op: "set_chord", section: "a", bar: 3, beat: 1, symbol: "C" }, "has 2 bars"],
  ["arrangement", { op: "set_chord", section: "a", bar: 2, beat: 4, symbol: "C" }, "is in 3/4"],
  ["arrangement", { op: "set_chord", section: "a", bar: 1, beat: 1.1, symbol: "C" }, "beat"],
  ["arrangement", { op: "set_chord", section: "x", bar: 1, beat: 1, symbol: "C" }, "no section x"],
  ["arrangement", { op: "set_chord", section: "a", bar: 1, beat: 1, symbol: "Q" }, "not a chord"],
  ["arrangement", { op: "set_key", section: "a", bar: 1, key: "G# major" }, "not a key"],
  ["arrangement", { op: "set_metre", section: "a", bar: 1, metre: "4/5" }, "not a metre"],
  ["arrangement", { op: "set_tempo", section: "a", bar: 1, beat: 1, tempo: 3 }, "tempo"],
  ["arrangement", { op: "set_section", id: "a", bars: null }, "bars"],
  ["arrangement", { op: "copy_section", id: "b", from: "x" }, "no section x"],
  ["lyrics", { op: "insert_text", at: 99, text: "x" }, "long"],
  ["lyrics", { op: "delete_text", at: 4, length: 9 }, "long"],
  ["lyrics", { op: "insert_text", at: 3, text: "x" }, "middle of a character"],
  ["lyrics", { op: "add_syllable", id: "s", at: 2, length: 1, bar: 1, beat: 1 }, "middle of a character"],
  ["lyrics", { op: "add_bar", id: "a", at: 1, bar: 1 }, "another anchor a"],
  ["lyrics", { op: "move_anchor", id: "x", bar: 1, beat: 1 }, "no anchor x"],
  ["release-plan", { op: "add_dependency", id: "a", on: "c" }, "depends on a already"],
  ["release-plan", { op: "add_dependency", id: "a", on: "a" }, "on itself"],
  ["release-plan", { op: "add_dependency", id: "a", on: "x" }, "no task x"],
  ["release-plan", { op: "set_task", id: "a", due: "2026-01-01" }, "before it starts"],
  ["release-plan", { op: "set_task", id: "a", due: "2026-02-30" }, "due"],
  ["release-plan", { op: "set_task", id: "a", state: "maybe" }, "state"],
  ["review", { op: "add_range", id: "b", start_ms: 5, end_ms: 4 }, "end before it starts"],
  ["review", { op: "move_range", id: "a", start_ms: 5, end_ms: 1001 }, "1000 ms long"],
  ["review", { op: "move_range", id: "x", start_ms: 5, end_ms: 6 }, "no range x"],
  ["review", { op: "add_range", id: "a", start_ms: 1, end_ms: 10 }, "another range a"],
])("%s: %j is refused", (kind, operation, reason) => {
  const doc = newDocument(kind, { operations: SEEDS[kind] });
  let result: ReturnType<typeof patchDocument> = { applied: 0 };
  expect(
    written(doc, () => {
      result = patchDocument(doc, kind, [operation], null);
    }),
  ).toBe(false);
  expect(result).toHaveProperty("refused.reason", expect.stringContaining(reason));
});

test("a seed that makes no sense is an error", () => {
  expect(() => newDocument("review", { operations: [{ op: "move_range" }] })).toThrow(RangeError);
  expect(() => newDocument("playlist", { title: "x".repeat(301) })).toThrow(RangeError);
});

test.each(Object.keys(SEEDS) as DocumentKind[])("a %s can have a title", (kind) => {
  expect(projectDocument(newDocument(kind, { title: "T" }), kind).title).toBe("T");
});
