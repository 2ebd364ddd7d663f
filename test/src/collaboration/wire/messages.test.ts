import fc from "fast-check";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { describe, expect, test } from "vitest";
import { writePermissionDenied } from "y-protocols/auth";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import {
  checkUpdate,
  decodeMessage,
  encodeMessage,
  encodePresence,
  MalformedFrame,
  type Message,
} from "../../../../src/collaboration/wire/index.ts";

const bytes = fc.uint8Array({ maxLength: 200 });
const stateVector = fc
  .array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 5 })
  .map((pairs) => Y.encodeStateVector(new Map(pairs)));
const entry = fc.record({
  client: fc.nat(),
  clock: fc.nat(),
  state: fc.option(fc.dictionary(fc.string(), fc.jsonValue()).map((state) => JSON.stringify(state))),
});
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant("step1" as const), stateVector }),
  fc.record({ type: fc.constantFrom("step2" as const, "update" as const), update: bytes }),
  fc.record({ type: fc.constant("awareness" as const), entries: fc.array(entry, { maxLength: 5 }) }),
  fc.record({ type: fc.constant("denied" as const), reason: fc.string({ unit: "grapheme" }) }),
  fc.constant({ type: "query-awareness" as const }),
);

/** A frame as y-websocket writes it. */
function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function documentWith(text: string): Y.Doc {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, text);
  doc.getMap("m").set("any", { deep: [1, { er: null }], bytes: new Uint8Array(3) });
  doc.getText("t").delete(0, 1);
  return doc;
}

describe("messages", () => {
  test("survive the way through a frame", () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeMessage(encodeMessage(sent))).toEqual(sent);
      }),
      { numRuns: 300 },
    );
  });

  test("are, byte for byte, what y-protocols writes", () => {
    const doc = documentWith("hello");
    const sv = Y.encodeStateVector(doc);
    const update = Y.encodeStateAsUpdate(doc);
    expect(encodeMessage({ type: "step1", stateVector: sv })).toEqual(
      frame(0, (encoder) => sync.writeSyncStep1(encoder, doc)),
    );
    expect(encodeMessage({ type: "step2", update })).toEqual(
      frame(0, (encoder) => sync.writeSyncStep2(encoder, doc)),
    );
    expect(encodeMessage({ type: "update", update })).toEqual(
      frame(0, (encoder) => sync.writeUpdate(encoder, update)),
    );
    expect(encodeMessage({ type: "denied", reason: "no" })).toEqual(
      frame(2, (encoder) => writePermissionDenied(encoder, "no")),
    );
    expect(encodeMessage({ type: "query-awareness" })).toEqual(frame(3, () => {}));
    const awareness = new Awareness(doc);
    awareness.setLocalState({ name: "Ada ♯" });
    const entries = [{ client: doc.clientID, clock: 1, state: JSON.stringify({ name: "Ada ♯" }) }];
    expect(encodePresence(entries)).toEqual(encodeAwarenessUpdate(awareness, [doc.clientID]));
    awareness.destroy();
  });

  test("of presence mean to y-protocols what they mean here", () => {
    const awareness = new Awareness(new Y.Doc());
    applyAwarenessUpdate(awareness, encodePresence([{ client: 7, clock: 3, state: '{"x":1}' }]), null);
    expect(awareness.getStates().get(7)).toEqual({ x: 1 });
    applyAwarenessUpdate(awareness, encodePresence([{ client: 7, clock: 3, state: null }]), null);
    expect(awareness.getStates().has(7)).toBe(false);
    awareness.destroy();
  });
});

describe("what nobody should send", () => {
  /** Decodes as the room does, the update too. */
  const take = (sent: Uint8Array) => {
    const decoded = decodeMessage(sent);
    if ("update" in decoded) checkUpdate(decoded.update);
  };
  const isRefusedOrTaken = (sent: Uint8Array) => {
    try {
      take(sent);
      return "taken";
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      return "refused";
    }
  };

  test("10,000 random frames are taken or refused, and nothing else", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (sent) => {
        if (isRefusedOrTaken(sent) === "refused") refused++;
      }),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(5_000);
  });

  test("10,000 mutated frames are taken or refused, and nothing else", () => {
    const doc = documentWith("a verse, a chorus");
    const awareness = new Awareness(doc);
    awareness.setLocalState({ name: "Ada", at: [1, 2] });
    const good = [
      frame(0, (encoder) => sync.writeSyncStep1(encoder, doc)),
      frame(0, (encoder) => sync.writeSyncStep2(encoder, doc)),
      frame(1, (encoder) =>
        encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID])),
      ),
    ];
    awareness.destroy();
    for (const sent of good) expect(isRefusedOrTaken(sent)).toBe("taken");
    const mutation = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255));
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (of, at, cut) => {
          const sent = of.slice();
          for (const [where, value] of at) sent[Math.floor(where * (sent.length - 1))] = value;
          const end = cut ? Math.floor((at[0]?.[0] ?? 1) * sent.length) : sent.length;
          if (isRefusedOrTaken(sent.subarray(0, end)) === "refused") refused++;
        },
      ),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(2_000);
  });

  test.each<[string, number[]]>([
    ["nothing", []],
    ["an unknown type", [9]],
    ["an unknown kind of sync", [0, 3, 0]],
    ["a length beyond the end", [0, 2, 200, 1]],
    ["bytes behind the message", [3, 0]],
    ["a number that never ends", Array<number>(40).fill(255)],
    ["text that is not UTF-8", [2, 0, 2, 0xc3, 0x28]],
    ["awareness that is no JSON", [1, 4, 1, 1, 1, 0]],
    ["a state that is no object", [1, 5, 1, 1, 1, 1, 0x35]],
    ["a million entries in ten bytes", [1, 4, 0x80, 0x80, 0x40, 0]],
  ])("%s is refused", (_, sent) => {
    expect(() => decodeMessage(new Uint8Array(sent))).toThrow(MalformedFrame);
  });

  test("an update that claims billions of parts costs nothing", () => {
    const claims = [1, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0];
    expect(() => checkUpdate(new Uint8Array(claims))).toThrow(MalformedFrame);
  });

  test.each<[string, (doc: Y.Doc, value: object) => void]>([
    ["a value", (doc, value) => doc.getMap("m").set("v", value)],
    ["what is embedded in a text", (doc, value) => doc.getText("t").insertEmbed(0, value)],
    ["a style of a text", (doc, value) => doc.getText("t").insert(0, "x", { style: value })],
    ["what is said of a subdocument", (doc, value) => doc.getMap("m").set("v", new Y.Doc({ meta: value }))],
  ])("%s nested a thousand deep is refused, fifty deep it is not", (_, put) => {
    const nested = (depth: number) => {
      const doc = new Y.Doc();
      let value: object = [1];
      for (let i = 1; i < depth; i++) value = [value];
      put(doc, value);
      return Y.encodeStateAsUpdate(doc);
    };
    expect(() => checkUpdate(nested(1_000))).toThrow(MalformedFrame);
    expect(() => checkUpdate(nested(50))).not.toThrow();
  });

  test("a part without length, or one beyond counting, is refused", () => {
    const gc = (length: number) => {
      const encoder = encoding.createEncoder();
      for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
      encoding.writeUint8(encoder, 0);
      encoding.writeVarUint(encoder, length);
      encoding.writeVarUint(encoder, 0);
      return encoding.toUint8Array(encoder);
    };
    expect(checkUpdate(gc(3)).inserted).toEqual([{ client: 5, from: 0, length: 3 }]);
    expect(() => checkUpdate(gc(0))).toThrow(MalformedFrame);
    expect(() => checkUpdate(gc(2 ** 53))).toThrow(MalformedFrame);
  });
});

test("checkUpdate says what y-protocols would apply", () => {
  const doc = documentWith("hello");
  const decoder = decoding.createDecoder(
    frame(0, (encoder) => sync.writeSyncStep2(encoder, doc)).subarray(1),
  );
  const copy = new Y.Doc();
  sync.readSyncMessage(decoder, encoding.createEncoder(), copy, null);
  const { inserted, deleted } = checkUpdate(Y.encodeStateAsUpdate(doc));
  expect(inserted.reduce((sum, { length }) => sum + length, 0)).toBe(Y.getState(copy.store, doc.clientID));
  expect(deleted).toEqual([{ client: doc.clientID, from: 0, length: 1 }]);
});
