import fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { diffJson } from "../../../../src/collaboration/versions/diff.ts";
import { openDocument } from "../../../../src/collaboration/versions/open-document.ts";
import { revertUpdate } from "../../../../src/collaboration/versions/revert.ts";

type Edit = { on: "text" | "list" | "map" | "nested"; at: number; value: string; isDelete: boolean };
const edit: fc.Arbitrary<Edit> = fc.record({
  on: fc.constantFrom("text", "list", "map", "nested"),
  at: fc.nat({ max: 20 }),
  value: fc.string({ minLength: 1, maxLength: 4 }),
  isDelete: fc.boolean(),
});

function apply(doc: Y.Doc, { on, at, value, isDelete }: Edit): void {
  const name = `k${at % 4}`;
  if (on === "text" || on === "list") {
    const type = on === "text" ? doc.getText("text") : doc.getArray("list");
    const place = type.length === 0 ? 0 : at % type.length;
    if (isDelete && type.length > 0) type.delete(place, 1);
    else if (type instanceof Y.Text) type.insert(place, value);
    else type.insert(place, [value]);
    return;
  }
  const map = doc.getMap(on);
  if (isDelete) map.delete(name);
  else if (on === "map") map.set(name, value);
  else {
    const inner = map.get(name);
    if (inner instanceof Y.Map) inner.set(`f${at % 3}`, value);
    else map.set(name, new Y.Map([["f", value]]));
  }
}

const jsonOf = (doc: Y.Doc) => ({
  text: doc.getText("text").toJSON(),
  list: doc.getArray("list").toJSON(),
  map: doc.getMap("map").toJSON(),
  nested: doc.getMap("nested").toJSON(),
});

test("whatever has been done, the document comes back as it was, on every replica", () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), fc.array(edit, { maxLength: 30 }), (first, then) => {
      const doc = new Y.Doc();
      for (const one of first) apply(doc, one);
      const archived = Y.encodeStateAsUpdate(doc);
      const was = jsonOf(doc);
      const replica = openDocument(archived);
      for (const [index, one] of then.entries()) apply(index % 2 ? doc : replica, one);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(replica));
      const update = revertUpdate(Y.encodeStateAsUpdate(doc), archived);
      if (update) Y.applyUpdate(doc, update);
      expect(jsonOf(doc)).toEqual(was);
      Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc));
      expect(jsonOf(replica)).toEqual(was);
    }),
    { numRuns: 60 },
  );
});

test("what somebody does at the same time is not lost", () => {
  const doc = new Y.Doc();
  doc.getMap("map").set("a", "old");
  const archived = Y.encodeStateAsUpdate(doc);
  doc.getMap("map").set("a", "new");
  const elsewhere = openDocument(Y.encodeStateAsUpdate(doc));
  elsewhere.getMap("map").set("b", "meanwhile");
  Y.applyUpdate(doc, revertUpdate(Y.encodeStateAsUpdate(doc), archived)!);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere));
  expect(doc.getMap("map").toJSON()).toEqual({ a: "old", b: "meanwhile" });
});

test("nothing to bring back is no edit", () => {
  const doc = new Y.Doc();
  expect(revertUpdate(Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(doc))).toBeNull();
  doc.getText("text").insert(0, "x");
  expect(revertUpdate(Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(doc))).toBeNull();
});

const entry = (id: string) => ({ id });
const opsOf = (before: unknown, after: unknown) =>
  diffJson(before, after, 100).changes.map(({ op, path }) => `${op} ${path}`);

test("one entry that was moved is the only one told as moved", () => {
  const ids = ["a", "b", "c", "d", "e"];
  expect(opsOf(ids.map(entry), ["e", "a", "b", "c", "d"].map(entry))).toEqual(["move /e"]);
  expect(opsOf(ids.map(entry), ["b", "c", "d", "e", "a"].map(entry))).toEqual(["move /a"]);
  expect(opsOf(ids.map(entry), ["a", "c", "e"].map(entry))).toEqual(["remove /b", "remove /d"]);
});

test("a value's difference from itself is nothing, and each change is told once", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      expect(diffJson(a, structuredClone(a), 100).changes).toEqual([]);
      const isSame = JSON.stringify(a) === JSON.stringify(b);
      if (!isSame && typeof a !== "object") expect(diffJson(a, b, 100).changes).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
  const many = Array.from({ length: 50 }, (_, i) => entry(`e${i}`));
  expect(diffJson([], many, 10)).toMatchObject({ isTruncated: true });
  expect(diffJson([], many, 10).changes).toHaveLength(10);
});
