import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { addAuthors } from "../../../../src/collaboration/log/authorship.ts";
import { ClockRanges } from "../../../../src/collaboration/log/clock-ranges-state.ts";
import {
  compactionAt,
  DocumentUnreadable,
  type SqlPort,
  StoredDocument,
} from "../../../../src/collaboration/log/index.ts";
import { openUpdateLog, PIECE_BYTES } from "../../../../src/collaboration/log/update-log.ts";
import { MalformedFrame } from "../../../../src/collaboration/wire/index.ts";
import { newId } from "../../../../src/database/index.ts";

const MOST = 10_000_000;

/** Runs something with the storage of an object that nobody has opened as a room. */
const inStorage = <T>(run: (storage: SqlPort) => T | Promise<T>) =>
  runInDurableObject(env.ROOMS.getByName(newId()), (_, { storage }) => run(storage));

const open = (storage: SqlPort, documentBytes = MOST, waitingBytes = 1_000_000) =>
  new StoredDocument(storage, { documentBytes, waitingBytes }, 0);
/** The document as the next start finds it. */
const reopen = (stored: StoredDocument, storage: SqlPort, mostBytes = MOST) => {
  stored.store();
  return open(storage, mostBytes);
};
const count = (storage: SqlPort, table: string) =>
  [...storage.sql.exec<{ n: number }>(`select count(*) as n from ${table}`)][0]?.n;

/** Compares megabytes, which an assertion takes seconds for. */
const isSame = (a: Uint8Array | null | undefined, b: Uint8Array) =>
  a?.length === b.length && a.every((byte, i) => byte === b[i]);

/** A document whose updates are collected. */
function createWriter(clientID?: number) {
  const doc = new Y.Doc();
  if (clientID !== undefined) doc.clientID = clientID;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  return { doc, updates, list: doc.getArray<string>("list"), last: () => updates.at(-1)! };
}

test("a document that is asked for again is encoded once, and anew after each edit, stored or lost", () =>
  inStorage((storage) => {
    const writer = createWriter();
    const stored = open(storage);
    const read = () => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, stored.encode());
      return doc.getArray("list").toArray();
    };
    writer.list.push(["one"]);
    stored.accept(writer.last(), "user:a", 1);
    const first = stored.encode();
    // Whoever comes in answers with what they have, which is nothing new.
    stored.accept(Y.encodeStateAsUpdate(new Y.Doc()), "user:b", 1);
    stored.accept(writer.last(), "user:b", 1);
    expect(stored.encode()).toBe(first);
    // Nobody gets to see what is not stored.
    expect(count(storage, "updates")).toBe(1);
    writer.list.push(["two"]);
    stored.accept(writer.last(), "user:a", 2);
    expect(read()).toEqual(["one", "two"]);
    stored.compact(3);
    expect(read()).toEqual(["one", "two"]);
    writer.list.delete(0);
    stored.accept(writer.last(), "user:a", 4);
    expect(read()).toEqual(["two"]);
    writer.list.push(["lost"]);
    stored.accept(writer.last(), "user:a", 5);
    storage.sql.exec("alter table updates rename to away");
    expect(() => stored.encode()).toThrow();
    storage.sql.exec("alter table away rename to updates");
  }));

describe("the update log", () => {
  test("gives back what was put in, in order, however large", () =>
    inStorage((storage) => {
      const log = openUpdateLog(storage);
      const sizes = [1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 0];
      const all = sizes.map((size, i) => ({
        bytes: new Uint8Array(size).fill(i + 1),
        actor: `user:${i}`,
        at: i,
      }));
      expect([log.append(all.slice(0, 2)), log.append(all.slice(2))]).toEqual([2, 5]);
      const again = openUpdateLog(storage);
      const read = again.read().updates;
      expect(read.map(({ bytes: _, ...row }) => row)).toEqual(
        all.map(({ actor, at }, i) => ({ actor, at, seq: i + 1 })),
      );
      for (const [i, { bytes }] of all.entries()) expect(isSame(read[i]?.bytes, bytes), `${i}`).toBe(true);
      expect(again.append([all[0]!]), "numbers go on").toBe(6);
    }));

  test("puts a snapshot in the place of what it stands for, and keeps what came after", () =>
    inStorage((storage) => {
      const log = openUpdateLog(storage);
      for (let i = 1; i <= 4; i++) log.append([{ bytes: new Uint8Array([i]), actor: "user:a", at: i }]);
      const snapshot = new Uint8Array(2 * PIECE_BYTES + 5).fill(9);
      log.compact(snapshot, 3, 10, () => {});
      const { snapshot: stored, updates } = openUpdateLog(storage).read();
      expect(isSame(stored, snapshot)).toBe(true);
      expect(updates.map(({ seq }) => seq)).toEqual([4]);
      log.compact(new Uint8Array([1]), 4, 11, () => {});
      expect(openUpdateLog(storage).append([{ bytes: new Uint8Array(1), actor: "user:a", at: 12 }])).toBe(5);
    }));

  test("a compaction that fails changes nothing", () =>
    inStorage((storage) => {
      const log = openUpdateLog(storage);
      log.append([{ bytes: new Uint8Array([1]), actor: "user:a", at: 1 }]);
      const before = log.read();
      expect(() =>
        log.compact(new Uint8Array([2]), 1, 2, () => {
          throw new Error("the disk is full");
        }),
      ).toThrow("the disk is full");
      expect(openUpdateLog(storage).read()).toEqual(before);
    }));
});

describe("a stored document", () => {
  test("is what a reference replica is, whatever is edited, compacted and loaded anew in whatever order", async () => {
    const act = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ what: fc.constant("insert" as const), who: fc.nat(3), at: fc.nat(50) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ what: fc.constant("delete" as const), who: fc.nat(3), at: fc.nat(50) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constant("sync" as const), who: fc.nat(3), at: fc.constant(0) }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          { what: "compact" as const, who: 0, at: 0 },
          { what: "reload" as const, who: 0, at: 0 },
        ),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), (acts) =>
        inStorage((storage) => {
          let stored = open(storage);
          const reference = new Y.Doc();
          const writers = Array.from({ length: 4 }, (_, i) => createWriter(i + 1));
          acts.forEach(({ what, who, at }, i) => {
            const { doc, list, updates } = writers[who]!;
            const before = updates.length;
            if (what === "insert") list.insert(Math.min(at, list.length), [`${who}:${i}`]);
            if (what === "delete" && list.length > 0) list.delete(at % list.length, 1);
            if (what === "sync") Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored.doc), "sync");
            if (what === "compact") stored.compact(i);
            if (what === "reload") stored = reopen(stored, storage);
            if (what === "sync") return;
            for (const update of updates.slice(before)) {
              expect(stored.accept(update, `user:${who}`, i).outcome).toBe("taken");
              Y.applyUpdate(reference, update);
            }
          });
          const loaded = reopen(stored, storage);
          expect(loaded.doc.getArray("list").toJSON()).toEqual(reference.getArray("list").toJSON());
          expect(Y.encodeStateVector(loaded.doc)).toEqual(Y.encodeStateVector(reference));
          // Whoever inserted it is its author, also after compactions.
          for (const { kind, client, actor } of loaded.authors())
            if (kind === "inserted") expect(actor).toBe(`user:${client - 1}`);
          const told = loaded.authors().filter(({ kind }) => kind === "inserted");
          const length = [...Y.decodeStateVector(Y.encodeStateVector(loaded.doc)).values()].reduce(
            (a, b) => a + b,
            0,
          );
          expect(told.reduce((sum, span) => sum + span.length, 0)).toBe(length);
        }),
      ),
      { numRuns: 20 },
    );
  });

  test("cannot be looked at without being stored, and stores what came together together", () =>
    inStorage((storage) => {
      const stored = open(storage);
      const writer = createWriter();
      for (const word of ["a", "b", "c"]) writer.list.push([word]);
      for (const update of writer.updates) stored.accept(update, "user:a", 1);
      expect(count(storage, "updates")).toBe(0);
      expect(stored.doc.getArray("list").length).toBe(3);
      expect(count(storage, "updates")).toBe(3);
    }));

  test("says what is new of an update, once", () =>
    inStorage((storage) => {
      const stored = open(storage);
      const writer = createWriter();
      writer.list.push(["a"]);
      const first = stored.accept(writer.last(), "user:a", 1);
      expect(first).toEqual({ outcome: "taken", news: writer.last() });
      expect(stored.accept(writer.last(), "user:b", 2)).toEqual({ outcome: "taken", news: null });
      stored.store();
      expect(count(storage, "updates"), "what is known is not stored again").toBe(1);
      expect(stored.authors()).toMatchObject([{ actor: "user:a", firstAt: 1 }]);
    }));

  test("keeps what waits for an edit that has not come, also over a restart and a compaction", () =>
    inStorage((storage) => {
      const writer = createWriter();
      for (const word of ["a", "b", "c"]) writer.list.push([word]);
      const [a, b, c] = writer.updates;
      let stored = open(storage);
      expect(stored.accept(c!, "user:a", 1)).toEqual({ outcome: "taken", news: null });
      stored = reopen(stored, storage);
      stored.accept(a!, "user:a", 2);
      stored.compact(3);
      stored = reopen(stored, storage);
      expect(stored.doc.getArray("list").toArray()).toEqual(["a"]);
      const last = stored.accept(b!, "user:a", 4);
      const other = new Y.Doc();
      Y.applyUpdate(other, a!);
      Y.applyUpdate(other, last.outcome === "taken" && last.news ? last.news : new Uint8Array([0, 0]));
      expect(other.getArray("list").toArray(), "the news has all that can be seen now").toEqual([
        "a",
        "b",
        "c",
      ]);
      expect(reopen(stored, storage).doc.getArray("list").toArray()).toEqual(["a", "b", "c"]);
    }));

  test("is as before after what is no update", () =>
    inStorage((storage) => {
      const stored = open(storage);
      const writer = createWriter();
      writer.list.push(["a"]);
      stored.accept(writer.last(), "user:a", 1);
      const before = Y.encodeStateAsUpdate(stored.doc);
      for (const bytes of [[], [1], [1, 1, 1, 0, 200], [0, 1, 1, 1, 0]])
        expect(() => stored.accept(new Uint8Array(bytes), "user:b", 2)).toThrow(MalformedFrame);
      expect(Y.encodeStateAsUpdate(stored.doc)).toEqual(before);
      expect(count(storage, "updates")).toBe(1);
    }));

  test("takes no more than it may hold, but always takes deletions", () =>
    inStorage((storage) => {
      const stored = open(storage, 5_000);
      const writer = createWriter();
      for (let i = 0; i < 4; i++) writer.list.push(["x".repeat(1_000)]);
      for (const update of writer.updates) expect(stored.accept(update, "user:a", 1).outcome).toBe("taken");
      const greedy = createWriter();
      greedy.list.push(["y".repeat(2_000)]);
      expect(stored.accept(greedy.last(), "user:a", 2)).toEqual({ outcome: "too-large" });
      expect(stored.doc.getArray("list").length).toBe(4);
      writer.list.delete(0, 3);
      expect(stored.accept(writer.last(), "user:a", 3).outcome).toBe("taken");
      expect(stored.accept(greedy.last(), "user:a", 4).outcome, "there is room again").toBe("taken");
      expect(reopen(stored, storage, 5_000).doc.getArray("list").length).toBe(2);
    }));

  test("keeps only so much that waits", () =>
    inStorage((storage) => {
      const stored = open(storage, MOST, 6_000);
      const writer = createWriter();
      writer.list.push(["first"]);
      for (let i = 0; i < 3; i++) writer.list.push(["z".repeat(4_000)]);
      const outcomes = writer.updates.slice(1).map((update) => stored.accept(update, "user:a", 1).outcome);
      expect(outcomes).toEqual(["taken", "too-large", "too-large"]);
      for (const update of writer.updates) expect(stored.accept(update, "user:a", 2).outcome).toBe("taken");
      expect(stored.doc.getArray("list").length).toBe(4);
    }));

  test("that cannot be loaded is set aside with its log, and taken back when it can", () =>
    inStorage((storage) => {
      const stored = open(storage);
      const writer = createWriter();
      writer.list.push(["a"]);
      stored.accept(writer.last(), "user:a", 1);
      stored.store();
      storage.sql.exec("insert into updates values (2, 0, ?, 'user:b', 2)", new Uint8Array([1, 1, 1]));
      expect(() => open(storage)).toThrow(DocumentUnreadable);
      expect(() => open(storage)).toThrow(DocumentUnreadable);
      expect(count(storage, "updates")).toBe(2);
      expect(openUpdateLog(storage).quarantine()).toMatchObject({
        at: 0,
        reason: expect.stringContaining(":"),
      });
      storage.sql.exec("delete from updates where seq = 2");
      expect(open(storage).doc.getArray("list").toArray()).toEqual(["a"]);
      expect(openUpdateLog(storage).quarantine()).toBeNull();
    }));

  test("that could not be stored is not in memory either", () =>
    inStorage((storage) => {
      const stored = open(storage);
      const writer = createWriter();
      storage.sql.exec(
        "create trigger full before insert on updates begin select raise(abort, 'disk full'); end",
      );
      writer.list.push(["a"]);
      let lost = 0;
      stored.onLost = () => lost++;
      stored.accept(writer.last(), "user:a", 1);
      expect(() => stored.store()).toThrow("disk full");
      expect(lost).toBe(1);
      expect(stored.doc.getArray("list").length).toBe(0);
      storage.sql.exec("drop trigger full");
      expect(stored.accept(writer.last(), "user:a", 1).outcome).toBe("taken");
      expect(stored.doc.getArray("list").length).toBe(1);
    }));
});

describe("authors", () => {
  test("of insertions and deletions are told apart, with their times, over compactions", () =>
    inStorage((storage) => {
      let stored = open(storage);
      const ada = createWriter(1);
      ada.list.push(["a", "b", "c"]);
      stored.accept(ada.last(), "user:ada", 1_000);
      const bob = createWriter(2);
      Y.applyUpdate(bob.doc, ada.last());
      bob.list.delete(1, 1);
      stored.accept(bob.last(), "user:bob", 2_000);
      stored.compact(3_000);
      stored = reopen(stored, storage);
      ada.list.push(["d"]);
      stored.accept(ada.last(), "user:ada", 4_000);
      const expected = [
        { kind: "inserted", client: 1, from: 0, length: 4, actor: "user:ada", firstAt: 1_000, lastAt: 4_000 },
        { kind: "deleted", client: 1, from: 1, length: 1, actor: "user:bob", firstAt: 2_000, lastAt: 2_000 },
      ];
      expect(stored.authors()).toEqual(expected);
      stored.compact(5_000);
      expect(open(storage).authors()).toEqual(expected);
    }));

  test("of a text of which every second letter went are told in a moment", () => {
    const known = Array.from({ length: 150_000 }, (_, i) => ({
      ...({ kind: "deleted", client: 1, from: 2 * i, length: 1 } as const),
      ...{ actor: "user:ada", firstAt: 1, lastAt: 1 },
    }));
    // Walking all ranges for each more, this took many minutes: longer than any test may.
    expect(addAuthors(known, [])).toHaveLength(known.length);
  });

  test("ranges are added as sets are", () => {
    const ranges = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6 })), { maxLength: 12 });
    fc.assert(
      fc.property(ranges, (list) => {
        const known = new ClockRanges();
        const set = new Set<number>();
        for (const [from, length] of list) {
          const added = known.add(from, from + length);
          const fresh = Array.from({ length }, (_, i) => from + i).filter((clock) => !set.has(clock));
          expect(added.flatMap(([a, b]) => Array.from({ length: b - a }, (_, i) => a + i))).toEqual(fresh);
          for (const clock of fresh) set.add(clock);
        }
        for (const [i, [from]] of known.all.entries()) {
          const before = known.all[i - 1];
          expect(before === undefined || before[1] < from).toBe(true);
        }
        const covered = known.all.flatMap(([a, b]) => Array.from({ length: b - a }, (_, i) => a + i));
        expect(covered).toEqual([...set].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

test("a log is compacted in a pause, when that saves something, and at once when it is very long", () => {
  const size = { updates: 100, tailBytes: 10_000, snapshotBytes: 0 };
  expect(compactionAt(size, 1_000, 500)).toBe(1_500);
  expect(compactionAt({ ...size, updates: 3 }, 1_000, 500)).toBeNull();
  expect(compactionAt({ ...size, snapshotBytes: 1_000_000 }, 1_000, 500)).toBeNull();
  expect(compactionAt({ ...size, updates: 2_000, snapshotBytes: 1_000_000 }, 1_000, 500)).toBe(1_500);
  expect(compactionAt({ ...size, updates: 20_000 }, 1_000, 500)).toBe(1_000);
});
