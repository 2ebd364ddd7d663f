import * as fc from "fast-check";
import * as Y from "yjs";

/** What anybody can put into a shared document, as a plan from which the shared types are made. */
export type Content =
  | { plain: unknown }
  | { map: [string, Content][] }
  | { array: Content[] }
  | { text: string }
  | { element: string }
  | { subdocument: true };

const PARTS = ["position", "chords", "tempos", "metres", "keys", "depends_on", "span", "moment", "type"];
const FIELDS = [
  "title",
  "bars",
  "duration_ms",
  "state",
  "due",
  "start",
  "location",
  "owner",
  "tempo",
  "metre",
  "key",
];
const KEYS = [
  "t1",
  "t2",
  "1:1",
  "2:2.5",
  "3",
  "0:1",
  "1:1.10",
  "999:32",
  "__proto__",
  "constructor",
  "a/b~c",
  "",
];

const key = fc.oneof(fc.constantFrom(...KEYS, ...PARTS, ...FIELDS), fc.string({ maxLength: 8 }));

const plain = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    4,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "C",
    "4/4",
    "V",
    "zzzzzzzz",
    "0",
    "todo",
    "bar",
    "syllable",
    "2026-02-30",
    "x".repeat(2000),
    "\u0000\uD800",
  ),
  fc.bigInt({ min: 0n, max: 2n ** 62n }),
  fc.uint8Array({ maxLength: 12 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ start: fc.uint8Array({ maxLength: 12 }), end: fc.uint8Array({ maxLength: 12 }) }),
  fc.record({ start_ms: fc.integer(), end_ms: fc.double() }),
  fc.record({ bar: fc.integer(), beat: fc.double() }),
);

const content = fc.letrec<{ node: Content }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.record({ plain }),
    fc.record({ map: fc.array(fc.tuple(key, tie("node")), { maxLength: 6 }) }),
    fc.record({ map: fc.array(fc.tuple(key, tie("node")), { maxLength: 6 }) }),
    fc.record({ array: fc.array(tie("node"), { maxLength: 3 }) }),
    fc.record({ text: fc.string({ maxLength: 10 }) }),
    fc.record({ element: fc.constant("p") }),
    fc.constant({ subdocument: true as const }),
  ),
})).node;

/** What stands at the roots of a document: of whatever type, also where its kind expects another. */
export const hostileRoots = (roots: readonly string[]) =>
  fc.array(
    fc.record({
      root: fc.constantFrom(...roots, "other"),
      as: fc.constantFrom("map", "map", "map", "array", "text"),
      entries: fc.array(fc.tuple(key, content), { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  );

/** Where in a document something is overwritten: each number picks one of the names that are there. */
export const hostileEdits = fc.array(
  fc.record({
    path: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
    key: fc.option(key, { nil: null }),
    content,
  }),
  { minLength: 1, maxLength: 6 },
);

type HostileEdit = typeof hostileEdits extends fc.Arbitrary<(infer T)[]> ? T : never;

/** Overwrites what an edit's path leads to, or sets a new name beside it. */
export function overwrite(doc: Y.Doc, roots: readonly string[], edit: HostileEdit): void {
  const [first, ...path] = edit.path;
  const root = roots[first! % roots.length]!;
  // Lyrics' text is no map; it is the first test that writes into it.
  let map: Y.Map<unknown> = doc.getMap(root === "text" ? "details" : root);
  for (const [index, step] of path.entries()) {
    const name = [...map.keys()].sort()[step % Math.max(1, map.size)];
    const inner = name === undefined ? undefined : map.get(name);
    if (inner instanceof Y.Map && index < path.length - 1) map = inner;
    else return void map.set(edit.key ?? name ?? "t1", make(edit.content));
  }
  map.set(edit.key ?? "t1", make(edit.content));
}

/** Makes the update of a client that writes this. */
export function hostileUpdate(plan: { root: string; as: string; entries: [string, Content][] }): Uint8Array {
  const doc = new Y.Doc();
  for (const [name, node] of plan.entries) {
    const value = make(node);
    if (plan.as === "map") doc.getMap(plan.root).set(name, value);
    else if (plan.as === "array") doc.getArray(plan.root).push([typeof value === "bigint" ? null : value]);
    else if (value instanceof Y.AbstractType) doc.getText(plan.root).insertEmbed(0, value);
    else
      doc
        .getText(plan.root)
        .insert(0, name || "?", { [name || "bold"]: "plain" in node ? String(name) : true });
  }
  return Y.encodeStateAsUpdate(doc);
}

type Value = Parameters<typeof Y.Array.from>[0][number];

function make(node: Content): Value {
  // The generator's objects have no prototype, which Yjs would not take.
  if ("plain" in node) return structuredClone(node.plain) as Value;
  if ("map" in node) return new Y.Map(node.map.map(([name, inner]) => [name, make(inner)]));
  if ("array" in node) return Y.Array.from(node.array.map(make).filter((value) => typeof value !== "bigint"));
  if ("text" in node) return new Y.Text(node.text);
  if ("element" in node) return new Y.XmlElement(node.element);
  return new Y.Doc();
}
