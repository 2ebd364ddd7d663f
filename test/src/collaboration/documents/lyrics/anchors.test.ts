import * as fc from "fast-check";
import * as encoding from "lib0/encoding";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  newDocument,
  patchDocument,
  projectDocument,
} from "../../../../../src/collaboration/documents/index.ts";

const song = (...operations: unknown[]) =>
  newDocument("lyrics", { operations: [{ op: "set_text", text: "Let it be\nlet it go" }, ...operations] });
const patch = (doc: Y.Doc, ...operations: unknown[]) =>
  expect(patchDocument(doc, "lyrics", operations, null)).toEqual({ applied: operations.length });
const anchors = (doc: Y.Doc) =>
  projectDocument(doc, "lyrics").anchors.map(({ id, start, end, text }) => [id, start, end, text]);
const BE = { op: "add_syllable", id: "be", at: 7, length: 2, bar: 2, beat: 1 };

describe("anchors stay with their characters", () => {
  test("while text is written before, behind and beside them", () => {
    const doc = song(BE, { op: "add_bar", id: "bar", at: 10, bar: 3 });
    patch(doc, { op: "insert_text", at: 0, text: "Oh, " });
    patch(doc, { op: "insert_text", at: 13, text: "e" }, { op: "insert_text", at: 11, text: "_" });
    expect(anchors(doc)).toEqual([
      ["be", 12, 14, "be"],
      ["bar", 16, 16, ""],
    ]);
  });

  test("and grow with what is written inside them", () => {
    const doc = song(BE);
    patch(doc, { op: "insert_text", at: 8, text: "-" });
    expect(anchors(doc)).toEqual([["be", 7, 10, "b-e"]]);
  });

  test("while somebody else rewrites the line as a whole", () => {
    const doc = song(BE);
    patch(doc, { op: "set_text", text: "Now let it be\nlet it go on" });
    expect(projectDocument(doc, "lyrics").text).toBe("Now let it be\nlet it go on");
    expect(anchors(doc)).toEqual([["be", 11, 13, "be"]]);
  });

  test("and are gone, and said to be, when their text is", () => {
    const doc = song(BE);
    patch(doc, { op: "delete_text", at: 6, length: 4 });
    const shown = projectDocument(doc, "lyrics");
    expect(shown.anchors).toEqual([]);
    expect(shown.issues).toEqual([{ path: "/anchors/be/span", message: "has lost its text" }]);
  });
});

test("runs show the look of the text, line by line", () => {
  const doc = song(
    { op: "format_text", at: 4, length: 10, bold: true },
    { op: "format_text", at: 4, length: 2, bold: false },
  );
  expect(projectDocument(doc, "lyrics").lines).toEqual([
    [{ text: "Let it" }, { text: " be", bold: true }],
    [{ text: "let ", bold: true }, { text: "it go" }],
  ]);
});

test("text keeps out of the look of what it is written into, unless told", () => {
  const doc = song(
    { op: "format_text", at: 0, length: 19, italic: true },
    { op: "insert_text", at: 3, text: "+", bold: true },
  );
  expect(projectDocument(doc, "lyrics").lines[0]!.slice(0, 2)).toEqual([
    { text: "Let", italic: true },
    { text: "+", bold: true },
  ]);
});

test("what is no text in the text counts as one character", () => {
  const doc = song();
  doc.getText("text").insertEmbed(3, { image: "x" });
  const shown = projectDocument(doc, "lyrics");
  expect(shown.text.slice(0, 6)).toBe("Let\u{FFFC} i");
  expect(shown.issues[0]?.path).toBe("/text");
});

test("positions that are made up point nowhere, or into the text: never is anything else made or thrown", () => {
  const client = fc.oneof(fc.constantFrom(1, 2), fc.nat(), fc.constant(2 ** 40));
  const id = fc.record({ client, clock: fc.oneof(fc.nat(30), fc.constant(2 ** 40)) });
  const made = fc.oneof(
    fc.record({ item: id }),
    fc.record({ type: id }),
    fc.record({ tname: fc.constantFrom("text", "anchors", "details", "elsewhere") }),
  );
  fc.assert(
    fc.property(made, made, fc.uint8Array({ maxLength: 30 }), fc.boolean(), (start, end, noise, cut) => {
      const doc = new Y.Doc();
      doc.clientID = 1;
      patch(
        doc,
        { op: "set_text", text: "Let it be" },
        { ...BE, id: "own" },
        { op: "delete_text", at: 2, length: 2 },
      );
      const span = { start: encode(start), end: cut ? noise : encode(end) };
      const bad = new Y.Map<unknown>([
        ["type", "syllable"],
        ["moment", { bar: 1, beat: 1 }],
        ["span", span],
      ]);
      doc.getMap("anchors").set("bad", bad);
      const shown = projectDocument(doc, "lyrics");
      const found = shown.anchors.find((anchor) => anchor.id === "bad");
      if (found) expect(found.end).toBeLessThanOrEqual(shown.text.length);
      else expect(shown.issues.map(({ path }) => path)).toContain("/anchors/bad/span");
      expect([...doc.share.keys()].sort()).toEqual(["anchors", "details", "text"]);
    }),
    { numRuns: 200 },
  );
});

interface Made {
  item?: { client: number; clock: number };
  type?: { client: number; clock: number };
  tname?: string;
}

/** The wire format of Yjs's relative positions. */
function encode({ item, type, tname }: Made): Uint8Array {
  const encoder = encoding.createEncoder();
  const target = item ?? type;
  encoding.writeVarUint(encoder, item ? 0 : tname === undefined ? 2 : 1);
  if (tname !== undefined) encoding.writeVarString(encoder, tname);
  else if (target) {
    encoding.writeVarUint(encoder, target.client);
    encoding.writeVarUint(encoder, target.clock);
  }
  return encoding.toUint8Array(encoder);
}
