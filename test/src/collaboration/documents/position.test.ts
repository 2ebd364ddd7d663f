import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { patchDocument, projectDocument } from "../../../../src/collaboration/documents/index.ts";
import {
  isPosition,
  LONGEST_POSITION,
  positionBetween,
  positionsFor,
} from "../../../../src/collaboration/documents/position.ts";

const digits = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
const position = fc
  .tuple(fc.string({ unit: fc.constantFrom(...digits), maxLength: 8 }), fc.constantFrom(...digits.slice(1)))
  .map(([start, end]) => start + end);

test("a place lies strictly between any two, and at either end", () => {
  fc.assert(
    fc.property(position, position, fc.string(), (a, b, id) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      const places = [
        positionBetween(null, low, id),
        positionBetween(low, high, id),
        positionBetween(high, null, id),
      ];
      expect(places.every(isPosition)).toBe(true);
      const order = [places[0]!, low, places[1]!, high, places[2]!];
      expect(order).toEqual(order.toSorted((x, y) => (x < y ? -1 : 1)));
      expect(new Set(order).size).toBe(5);
    }),
    { numRuns: 2000 },
  );
});

test("there is no place between a place and itself, or the wrong way round", () => {
  expect(() => positionBetween("V", "V", "a")).toThrow(RangeError);
  expect(() => positionBetween("W", "V", "a")).toThrow(RangeError);
});

test("places stay short while a list grows at its ends", () => {
  let [first, last] = [positionBetween(null, null, "a"), positionBetween(null, null, "a")];
  for (let i = 0; i < 5000; i++) {
    first = positionBetween(null, first, `f${i}`);
    last = positionBetween(last, null, `l${i}`);
  }
  expect(first.length).toBeLessThanOrEqual(6);
  expect(last.length).toBeLessThanOrEqual(6);
});

test("entries put into one gap at the same moment differ in place", () => {
  expect(positionBetween("V", "W", "a")).not.toBe(positionBetween("V", "W", "b"));
});

test("a whole list is spaced in its order", () => {
  const places = positionsFor(Array.from({ length: 5000 }, (_, i) => `t${i}`));
  expect(places).toEqual(places.toSorted((x, y) => (x < y ? -1 : 1)));
  expect(places.every(isPosition)).toBe(true);
});

test("what is no place is told from one", () => {
  for (const wrong of ["", "0", "V0", "V~", "é", "V".repeat(LONGEST_POSITION + 1), 5, null]) {
    expect(isPosition(wrong)).toBe(false);
  }
});

const listOf = (...positions: string[]) => {
  const doc = new Y.Doc();
  for (const [index, at] of positions.entries()) {
    doc.getMap("tracks").set(
      `t${index}`,
      new Y.Map([
        ["title", "x"],
        ["position", at],
      ]),
    );
  }
  return doc;
};
const order = (doc: Y.Doc) => projectDocument(doc, "playlist").tracks.map(({ id }) => id);

test("two entries at one place are spaced when another is put between them", () => {
  const doc = listOf("V", "V", "V");
  patchDocument(doc, "playlist", [{ op: "add_track", id: "new", title: "x", after: "t0" }], null);
  expect(order(doc)).toEqual(["t0", "new", "t1", "t2"]);
});

test("entries without a place stand last, and get one when others are put there", () => {
  const doc = listOf("?", "V");
  expect(order(doc)).toEqual(["t1", "t0"]);
  patchDocument(doc, "playlist", [{ op: "add_track", id: "new", title: "x" }], null);
  expect(order(doc)).toEqual(["t1", "t0", "new"]);
  expect(projectDocument(doc, "playlist").issues).toEqual([]);
});

test("a thousand insertions at one point leave the order right and the places short", () => {
  const doc = listOf("V", "W");
  const ids: string[] = [];
  for (let i = 0; i < 1000; i++) {
    patchDocument(doc, "playlist", [{ op: "add_track", id: `n${i}`, title: "x", after: "t0" }], null);
    ids.unshift(`n${i}`);
  }
  expect(order(doc)).toEqual(["t0", ...ids, "t1"]);
  for (const track of doc.getMap("tracks").values()) {
    expect((track as Y.Map<string>).get("position")!.length).toBeLessThanOrEqual(LONGEST_POSITION);
  }
});
