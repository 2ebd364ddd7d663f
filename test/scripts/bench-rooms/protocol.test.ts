import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createReachReader, makeDocument, Typist } from "../../../scripts/bench-rooms/edits.ts";
import {
  askFrame,
  helloFrame,
  nothingFrame,
  type RoomAddress,
  readFrame,
  updateFrame,
} from "../../../scripts/bench-rooms/protocol.ts";
import { answerOf } from "../../../scripts/bench-rooms/relay-answer.ts";

const address: RoomAddress = { url: "ws://nowhere/", frameName: null, root: "text" };
const named: RoomAddress = { ...address, frameName: "a room" };

describe("frames", () => {
  it("are y-websocket's, byte by byte", () => {
    expect([...askFrame(address)]).toEqual([0, 0, 1, 0]);
    expect([...nothingFrame(address)]).toEqual([0, 1, 2, 0, 0]);
    expect([...updateFrame(address, Uint8Array.of(7, 8))]).toEqual([0, 2, 2, 7, 8]);
    expect(helloFrame(address)).toBeNull();
  });

  it("begin with the document's name for Hocuspocus, and are read back with it", () => {
    expect([...askFrame(named)].slice(0, 7)).toEqual([6, ...new TextEncoder().encode("a room")]);
    expect(helloFrame(named)?.at(7)).toBe(2);
    for (const where of [address, named]) {
      expect(readFrame(where, askFrame(where))).toEqual({ kind: "asked" });
      expect(readFrame(where, nothingFrame(where))).toMatchObject({ kind: "state" });
      expect(readFrame(where, updateFrame(where, Uint8Array.of(9)))).toEqual({
        kind: "update",
        update: Uint8Array.of(9),
      });
    }
  });

  it("that refuse are known, and those cut short throw", () => {
    const denied = [2, 0, 2, 110, 111];
    expect(readFrame(address, Uint8Array.from(denied))).toEqual({ kind: "refused", reason: "no" });
    expect(readFrame(address, Uint8Array.of(1, 0))).toEqual({ kind: "other" });
    expect(() => readFrame(address, Uint8Array.of(0, 2, 9, 1))).toThrow();
  });

  it("to a relay: the question for the state is answered, everything else passed on", () => {
    expect(readFrame(address, answerOf(askFrame(address))!)).toEqual({
      kind: "state",
      update: Uint8Array.of(0, 0),
    });
    expect(answerOf(nothingFrame(address))).toBeNull();
    expect(answerOf(updateFrame(address, Uint8Array.of(0, 0)))).toBeNull();
  });
});

describe("typists", () => {
  it("make documents that hold what all of them typed, and updates that tell how far each is", () => {
    const authors = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(authors, (lengths) => {
        const whole = new Y.Doc();
        const reachOf = createReachReader();
        const updates = lengths.flatMap((length, index) => {
          const typist = new Typist(index + 1, "text");
          return Array.from({ length }, (_, edit) => {
            const update = typist.type();
            expect(reachOf(update)).toEqual([[index + 1, edit + 1]]);
            expect(reachOf(update), "also when it is asked again").toEqual([[index + 1, edit + 1]]);
            return update;
          });
        });
        for (const update of updates) Y.applyUpdate(whole, update);
        expect(whole.getText("text").length).toBe(lengths.reduce((sum, length) => sum + length, 0));
        expect(new Map(reachOf(Y.mergeUpdates(updates)))).toEqual(
          new Map(lengths.map((length, index) => [index + 1, length])),
        );
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("fill a document to its size", () => {
    const document = new Y.Doc();
    for (const update of makeDocument(50_000, "text")) Y.applyUpdate(document, update);
    const { length } = Y.encodeStateAsUpdate(document);
    expect(length).toBeGreaterThan(45_000);
    expect(length).toBeLessThan(60_000);
  });
});
