import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  documentKinds,
  documentSchema,
  exportDocument,
  exportFormats,
  newDocument,
  patchDocument,
  projectDocument,
} from "../../../../src/collaboration/documents/index.ts";
import { hostileEdits, hostileRoots, hostileUpdate, overwrite } from "./hostile-document.ts";

const ROOTS = {
  playlist: ["details", "tracks"],
  arrangement: ["details", "sections"],
  lyrics: ["details", "text", "anchors"],
  "release-plan": ["details", "tasks"],
  review: ["details", "ranges"],
} as const;

/** For each kind an operation that adds something, and so has to find its way through what is there. */
const ADDITION = {
  playlist: { op: "add_track", id: "mine", title: "Mine" },
  arrangement: { op: "add_section", id: "mine", bars: 2 },
  lyrics: { op: "insert_text", at: 0, text: "mine" },
  "release-plan": { op: "add_task", id: "mine", title: "Mine" },
  review: { op: "add_range", id: "mine", start_ms: 1, end_ms: 2 },
} as const;

/** For each kind operations that fill all of its parts. */
const WHOLE = {
  playlist: [ADDITION.playlist, { op: "set_track", id: "mine", duration_ms: 5 }],
  arrangement: [
    ADDITION.arrangement,
    { op: "set_chord", section: "mine", bar: 1, beat: 2.5, symbol: "C" },
    { op: "set_tempo", section: "mine", bar: 2, beat: 1, tempo: 90 },
    { op: "set_metre", section: "mine", bar: 2, metre: "3/4" },
    { op: "set_key", section: "mine", bar: 2, key: "Am" },
  ],
  lyrics: [
    ADDITION.lyrics,
    { op: "add_syllable", id: "mine", at: 1, length: 2, bar: 1, beat: 1 },
    { op: "add_bar", id: "bar", at: 0, bar: 1 },
  ],
  "release-plan": [
    ADDITION["release-plan"],
    { op: "add_task", id: "other", title: "Other" },
    { op: "add_dependency", id: "mine", on: "other" },
  ],
  review: [ADDITION.review, { op: "set_details", duration_ms: 100 }],
} as const;

describe.each(documentKinds)("a %s that anybody has written anything into", (kind) => {
  test("is read alike by all, within its contract, exported, and can be changed", () => {
    let reported = 0;
    fc.assert(
      fc.property(hostileRoots(ROOTS[kind]), (plans) => {
        const updates = plans.map(hostileUpdate);
        const [one, other] = [new Y.Doc(), new Y.Doc()];
        for (const update of updates) Y.applyUpdate(one, update);
        for (const update of updates.toReversed()) Y.applyUpdate(other, update);
        const shown = projectDocument(one, kind);
        expect(projectDocument(other, kind)).toEqual(shown);
        expect(documentSchema.parse(shown)).toEqual(shown);
        expect(shown.issues.length).toBeLessThan(102);
        reported += shown.issues.length;
        for (const format of exportFormats(kind)) {
          expect(exportDocument(one, kind, format)!.bytes.length).toBeGreaterThan(0);
        }
        patchDocument(one, kind, [ADDITION[kind], ADDITION[kind]], "test");
        documentSchema.parse(projectDocument(one, kind));
      }),
      { numRuns: 120 },
    );
    expect(reported).toBeGreaterThan(100);
  });

  test("is read likewise where what was in order has been overwritten here and there", () => {
    fc.assert(
      fc.property(hostileEdits, (edits) => {
        const doc = newDocument(kind, { operations: [...WHOLE[kind]] });
        for (const edit of edits) overwrite(doc, [...ROOTS[kind]], edit);
        const shown = projectDocument(doc, kind);
        expect(documentSchema.parse(shown)).toEqual(shown);
        for (const format of exportFormats(kind)) exportDocument(doc, kind, format);
        for (const operation of WHOLE[kind]) patchDocument(doc, kind, [operation], "test");
        documentSchema.parse(projectDocument(doc, kind));
      }),
      { numRuns: 120 },
    );
  });

  test("operations that anybody sends are applied or refused, never thrown at", () => {
    const doc = newDocument(kind, { operations: [ADDITION[kind]] });
    const before = Y.encodeStateVector(doc);
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())), (operations) => {
        const result = patchDocument(doc, kind, operations, "test");
        if ("refused" in result) expect(result.refused.reason).not.toBe("");
        else expect(operations).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(Y.encodeStateVector(doc)).toEqual(before);
  });

  test("roots that this process uses as another type are an issue, not an error", () => {
    const doc = new Y.Doc();
    for (const root of ROOTS[kind]) doc.getArray(root);
    expect(projectDocument(doc, kind).issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining(ROOTS[kind].map((root) => `/${root}`)),
    );
    expect(patchDocument(doc, kind, [ADDITION[kind]], "test")).toHaveProperty("refused.index", 0);
  });
});

test("a list longer than allowed is cut alike everywhere, and said to be", () => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (let i = 0; i < 5100; i++) {
      doc.getMap("tracks").set(
        `t${i}`,
        new Y.Map([
          ["title", "x"],
          ["position", "V"],
        ]),
      );
    }
  });
  const shown = projectDocument(doc, "playlist");
  expect(shown.tracks.length).toBe(5000);
  expect(shown.issues).toEqual([{ path: "/tracks", message: "only the first 5000 are read" }]);
  const refused = patchDocument(doc, "playlist", [{ op: "add_track", id: "more", title: "x" }], null);
  expect(refused).toHaveProperty("refused.reason", expect.stringContaining("5000"));
});

test("sections that claim thousands of bars do not make an endless arrangement", () => {
  const operations = Array.from({ length: 10 }, (_, i) => ({ op: "add_section", id: `s${i}`, bars: 999 }));
  const shown = projectDocument(newDocument("arrangement", { operations }), "arrangement");
  expect(shown.bars).toBe(3996);
  expect(shown.issues[0]?.message).toContain("4000 bars");
});

test("a hundred issues are listed, the rest counted", () => {
  const doc = new Y.Doc();
  for (let i = 0; i < 150; i++) doc.getMap("tracks").set(`t${i}`, i);
  const { issues } = projectDocument(doc, "playlist");
  expect(issues.length).toBe(101);
  expect(issues.at(-1)).toEqual({ path: "", message: "and 50 more" });
});
