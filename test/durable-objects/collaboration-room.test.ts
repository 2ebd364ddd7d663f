import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import type { RoomMember } from "../../src/collaboration/index.ts";
import { encodeMessage } from "../../src/collaboration/wire/index.ts";
import { newId } from "../../src/database/index.ts";
import { evictRoom, NOON, openRoom, Visitor } from "./room-visitor.ts";

const ADA: RoomMember = { actor: "user:ada", role: "owner" };
const BOB: RoomMember = { actor: "user:bob", role: "editor" };
const EVE: RoomMember = { actor: "user:eve", role: "viewer" };

const visitors: Visitor[] = [];
const soon = { timeout: 30_000, interval: 5 };
const until = (check: () => unknown) => expect.poll(async () => check(), soon);

async function enter(
  room: Awaited<ReturnType<typeof openRoom>>,
  { actor, role }: RoomMember,
): Promise<Visitor> {
  const visitor = await room.enter(actor, role);
  visitors.push(visitor);
  return visitor;
}

// Nobody is silent for too long here, and no allowance grows, however long a test takes.
beforeEach(() => void vi.setSystemTime(NOON));
afterEach(() => {
  vi.useRealTimers();
  for (const visitor of visitors.splice(0)) visitor.leave();
});

/** Every test of a room that is told here runs twice: awake, and evicted between any two steps. */
const STEPS = [
  ["awake", async () => {}],
  ["evicted between any two steps", evictRoom],
] as const;

describe.each(STEPS)("a room that is %s", (_, pause) => {
  test("brings everybody to the same document, and tells who is there", async () => {
    const room = await openRoom([ADA, BOB, EVE]);
    const ada = await enter(room, ADA);
    ada.list.push(["a1"]);
    ada.awareness.setLocalState({ name: "Ada" });
    await until(async () => (await room.room().connections())[0]?.state).toBe('{"name":"Ada"}');
    await pause(room.room());
    vi.setSystemTime(NOON + 1);
    const bob = await enter(room, BOB);
    await until(() => bob.list.toArray()).toEqual(["a1"]);
    await until(() => bob.others()).toEqual([{ name: "Ada" }]);
    await pause(room.room());
    bob.list.insert(0, ["b1"]);
    bob.awareness.setLocalState({ name: "Bob", at: 3 });
    await until(() => ada.list.toArray()).toEqual(["b1", "a1"]);
    await until(() => ada.others()).toEqual([{ name: "Bob", at: 3 }]);
    await pause(room.room());
    vi.setSystemTime(NOON + 2);
    const eve = await enter(room, EVE);
    await until(() => eve.list.toArray()).toEqual(["b1", "a1"]);
    await until(() => eve.others()).toHaveLength(2);
    await pause(room.room());
    ada.leave();
    await until(() => bob.others()).toEqual([{}]);
    await until(() => eve.others()).toEqual([{ name: "Bob", at: 3 }]);
    expect(await room.room().connections()).toMatchObject([
      { actor: "user:bob", role: "editor", client: bob.doc.clientID },
      { actor: "user:eve", role: "viewer", client: eve.doc.clientID },
    ]);
  });

  test("refuses a viewer's and a commenter's edits, tells them, and brings them all the rest", async () => {
    const room = await openRoom([ADA, EVE, { actor: "user:cy", role: "commenter" }]);
    const [ada, eve, cy] = [
      await enter(room, ADA),
      await enter(room, EVE),
      await enter(room, { actor: "user:cy", role: "commenter" }),
    ];
    for (const reader of [eve, cy]) {
      await pause(room.room());
      reader.list.push(["mine"]);
      await until(() => reader.denials.length).toBeGreaterThan(0);
    }
    await pause(room.room());
    ada.list.push(["hers"]);
    await until(() => eve.list.toArray()).toContain("hers");
    await until(() => cy.list.toArray()).toContain("hers");
    expect(ada.list.toArray()).toEqual(["hers"]);
    expect(await storedList(room.room())).toEqual(["hers"]);
  });

  test("tells a viewer who deleted while away, and none whose client only tidies up", async () => {
    const room = await openRoom([ADA, EVE]);
    const ada = await enter(room, ADA);
    const text = ada.doc.getText("text");
    text.insert(0, "loud and low");
    text.delete(0, 5);
    const eve = await enter(room, EVE);
    await until(() => eve.doc.getText("text").toString()).toBe("and low");
    await pause(room.room());
    // What is gone already is no edit, be it sent as one.
    eve.send(encodeMessage({ type: "update", update: Y.encodeStateAsUpdate(eve.doc) }));
    eve.ask();
    await until(() => eve.isHeard).toBe(true);
    expect(eve.denials).toEqual([]);
    eve.leave();
    eve.doc.getText("text").delete(0, 4);
    await pause(room.room());
    const back = await enter(room, EVE);
    await until(() => back.synced).toBe(true);
    back.send(encodeMessage({ type: "step2", update: Y.encodeStateAsUpdate(eve.doc) }));
    await until(() => back.denials).toEqual(["a viewer may not edit"]);
    expect(text.toString()).toBe("and low");
  });

  test("acts on a change of role at once, both ways, on open sockets", async () => {
    const room = await openRoom([ADA, BOB]);
    const [ada, bob] = [await enter(room, ADA), await enter(room, BOB)];
    bob.list.push(["one"]);
    await until(() => ada.list.toArray()).toEqual(["one"]);
    await room.setMembers([ADA, { ...BOB, role: "viewer" }]);
    await pause(room.room());
    bob.list.push(["two"]);
    await until(() => bob.denials.length).toBeGreaterThan(0);
    expect(await storedList(room.room())).toEqual(["one"]);
    await pause(room.room());
    await room.setMembers([ADA, BOB]);
    // What was refused is taken now.
    await until(() => ada.list.toArray()).toEqual(["one", "two"]);
  });

  test("closes the sockets of who is removed with 4403, and lets their token in no more", async () => {
    const room = await openRoom([ADA, BOB]);
    const token = await room.token("user:bob", "editor");
    const [ada, bob] = [await enter(room, ADA), await Visitor.enter(room.room(), token)];
    await until(() => bob.synced).toBe(true);
    await pause(room.room());
    await room.setMembers([ADA]);
    await until(() => bob.closed?.code).toBe(4403);
    await pause(room.room());
    const again = await Visitor.enter(room.room(), token);
    await until(() => again.closed?.code).toBe(4401);
    expect(again.synced).toBe(false);
    await room.setMembers([ADA, BOB]);
    const later = await Visitor.enter(room.room(), token);
    await until(() => later.closed?.code).toBe(4401);
    expect(ada.closed).toBeUndefined();
  });

  test("loses no edit, whatever is compacted when", async () => {
    const room = await openRoom([ADA, BOB]);
    const bob = await enter(room, BOB);
    const ada = await enter(room, ADA);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 20; i++) {
        ada.list.push([`a${round}.${i}`]);
        bob.list.insert(0, [`b${round}.${i}`]);
      }
      await until(() => [ada.list.length, bob.list.length]).toEqual([(round + 1) * 40, (round + 1) * 40]);
      await pause(room.room());
      vi.setSystemTime(NOON + 11_000);
      await runDurableObjectAlarm(room.room());
      vi.setSystemTime(NOON);
    }
    expect(ada.list.toArray()).toEqual(bob.list.toArray());
    expect(await storedList(room.room())).toEqual(ada.list.toArray());
  });

  test("applies an edit that comes by REST as one of its own, by the same rules", async () => {
    const room = await openRoom([ADA]);
    const ada = await enter(room, ADA);
    const update = editOf((list) => list.push(["rest"]));
    await pause(room.room());
    expect(await room.room().applyPatch("user:bob", "viewer", update)).toBe("denied");
    expect(await room.room().applyPatch("user:bob", "editor", new Uint8Array([1, 2, 3]))).toBe("malformed");
    await pause(room.room());
    expect(await room.room().applyPatch("user:bob", "editor", update)).toBe("taken");
    await until(() => ada.list.toArray()).toEqual(["rest"]);
    expect(await env.ROOMS.getByName(newId()).applyPatch("user:bob", "owner", update)).toBe("gone");
  });
});

describe("what a socket must not do", () => {
  test.each<[string, number, Uint8Array | string]>([
    ["text", 4400, "hello"],
    ["an empty frame", 4400, new Uint8Array()],
    ["garbage", 4400, new Uint8Array([0, 2, 3, 1, 1, 1])],
    ["too much at once", 4413, new Uint8Array(4_000_001)],
  ])("%s closes it with %i, and no other", async (_, code, sent) => {
    const room = await openRoom([ADA, BOB]);
    const [ada, bob] = [await enter(room, ADA), await enter(room, BOB)];
    await until(() => bob.others()).toHaveLength(1);
    ada.send(sent);
    await until(() => ada.closed?.code).toBe(code);
    expect(ada.closed?.reason).not.toBe("");
    await until(() => bob.others()).toEqual([]);
    bob.list.push(["still here"]);
    await until(() => storedList(room.room())).toEqual(["still here"]);
    expect(bob.closed).toBeUndefined();
  });

  test("one message more than it may send at once closes it with a code that lets it come back", async () => {
    const room = await openRoom([ADA]);
    const ada = await enter(room, ADA);
    // So that it says nothing more by itself.
    ada.awareness.destroy();
    await until(() => ada.isHeard).toBe(true);
    while (ada.sent < env.ROOM_MESSAGE_BURST - 1) ada.send(new Uint8Array([3]));
    ada.ask();
    await until(() => [ada.isHeard, ada.closed]).toEqual([true, undefined]);
    expect(ada.sent).toBe(env.ROOM_MESSAGE_BURST);
    ada.send(new Uint8Array([3]));
    await until(() => ada.closed?.code).toBe(4529);
  });

  test("speaking for somebody else changes nothing for them", async () => {
    const room = await openRoom([ADA, BOB, EVE]);
    const [ada, bob, eve] = [await enter(room, ADA), await enter(room, BOB), await enter(room, EVE)];
    ada.awareness.setLocalState({ name: "Ada" });
    await until(() => bob.others()).toContainEqual({ name: "Ada" });
    await until(() => eve.others()).toContainEqual({ name: "Ada" });
    bob.awareness.states.set(ada.doc.clientID, { name: "not Ada" });
    bob.awareness.meta.set(ada.doc.clientID, { clock: 99, lastUpdated: 0 });
    bob.awareness.emit("update", [{ added: [], updated: [ada.doc.clientID], removed: [] }, "local"]);
    bob.awareness.setLocalState({ name: "Bob" });
    await until(() => eve.others()).toContainEqual({ name: "Bob" });
    expect(eve.others()).toContainEqual({ name: "Ada" });
  });

  test("not reading closes it with a code that lets it come back, and others go on", async () => {
    const room = await openRoom([ADA, BOB]);
    const [ada, bob] = [await enter(room, ADA), await enter(room, BOB)];
    await until(() => bob.synced && ada.synced).toBe(true);
    bob.isReading = false;
    for (let i = 0; i < 60 && !bob.closed; i++) {
      ada.list.push([`${i}`.padEnd(100_000)]);
      await until(async () => (await storedList(room.room())).length).toBe(i + 1);
    }
    await until(() => bob.closed?.code).toBe(4508);
    expect(ada.closed).toBeUndefined();
  });
});

describe("a socket that is silent", () => {
  test("is asked, and is gone with its presence when it does not answer, over evictions too", async () => {
    const room = await openRoom([ADA, BOB]);
    const [ada, bob] = [await enter(room, ADA), await enter(room, BOB)];
    await until(() => [ada.others().length, bob.others().length]).toEqual([1, 1]);
    bob.isReading = false;
    await evictRoom(room.room());
    vi.setSystemTime(NOON + 21_000);
    const asked = ada.messages;
    await runDurableObjectAlarm(room.room());
    await until(() => ada.messages).toBeGreaterThan(asked);
    // What it has answered has come.
    ada.ask();
    await until(() => ada.isHeard).toBe(true);
    await evictRoom(room.room());
    vi.setSystemTime(NOON + 26_000);
    await runDurableObjectAlarm(room.room());
    await until(() => bob.closed?.code).toBe(4508);
    await until(() => ada.others()).toEqual([]);
    expect(ada.closed).toBeUndefined();
  });

  test("is closed when its time is over", async () => {
    const room = await openRoom([ADA]);
    const ada = await enter(room, ADA);
    await until(() => ada.synced).toBe(true);
    vi.setSystemTime(NOON + 3_600_000);
    expect(await runDurableObjectAlarm(room.room())).toBe(true);
    await until(() => ada.closed?.code).toBe(4401);
  });
});

describe("rooms", () => {
  test("that nobody opened take nobody in, and store nothing", async () => {
    const stub = env.ROOMS.getByName(newId());
    const lost = await Visitor.enter(stub, "none");
    await until(() => lost.closed?.code).toBe(4404);
    expect(await stub.readState()).toBeNull();
    expect(await runInDurableObject(stub, (_, { storage }) => [...storage.kv.list()].length)).toBe(0);
  });

  test("never meet: neither by token nor in what they hold", async () => {
    const [one, other] = [await openRoom([ADA]), await openRoom([ADA])];
    const ada = await enter(one, ADA);
    ada.list.push(["secret"]);
    await until(() => storedList(one.room())).toEqual(["secret"]);
    const stray = await Visitor.enter(other.room(), await one.token("user:ada", "owner"));
    await until(() => stray.closed?.code).toBe(4401);
    expect(await storedList(other.room())).toEqual([]);
    const stolen = { tenantId: newId(), members: [EVE], epoch: 99 };
    await expect(runInDurableObject(one.room(), (object) => object.open(one.id, stolen))).rejects.toThrow();
  });

  test("of which nobody has heard for long have what was stored when they are erased: nothing", async () => {
    const room = await openRoom([ADA]);
    const ada = await enter(room, ADA);
    ada.list.push(["gone soon"]);
    await until(() => storedList(room.room())).toEqual(["gone soon"]);
    await room.room().erase();
    await until(() => ada.closed?.code).toBe(4404);
    expect(await room.room().describe()).toBeNull();
    expect(await room.room().readState()).toBeNull();
    await room.room().open(room.id, { tenantId: newId(), members: [ADA], epoch: 1 });
    expect(await storedList(room.room())).toEqual([]);
  });

  test("whose document cannot be loaded answer 4409 and keep every byte", async () => {
    const room = await openRoom([ADA]);
    const ada = await enter(room, ADA);
    ada.list.push(["precious"]);
    await until(() => storedList(room.room())).toEqual(["precious"]);
    const bad = (sql: SqlStorage) => sql.exec("insert into updates values (99, 0, x'010101', 'user:x', 1)");
    await runInDurableObject(room.room(), (_, { storage }) => void bad(storage.sql));
    await evictRoom(room.room());
    ada.list.push(["more"]);
    await until(() => ada.closed?.code).toBe(4409);
    const again = await room.enter("user:ada", "owner");
    await until(() => again.closed?.code).toBe(4409);
    expect(
      await room.room().applyPatch(
        "user:ada",
        "owner",
        editOf((list) => list.push(["x"])),
      ),
    ).toBe("quarantined");
    const mended = (sql: SqlStorage) => {
      const count = sql.exec<{ n: number }>("select count(*) as n from updates").one().n;
      sql.exec("delete from updates where seq = 99");
      return count;
    };
    expect(await runInDurableObject(room.room(), (_, { storage }) => mended(storage.sql))).toBe(2);
    await evictRoom(room.room());
    expect(await storedList(room.room())).toEqual(["precious"]);
  });

  test("have on disk what anybody was told, when all of them crash", async () => {
    const room = await openRoom([ADA, BOB]);
    const [ada, bob] = [await enter(room, ADA), await enter(room, BOB)];
    for (let i = 0; i < 50; i++) ada.list.push([`${i}`]);
    await until(() => bob.list.length).toBe(50);
    await abortAllDurableObjects();
    expect(await storedList(room.room())).toEqual(bob.list.toArray());
  });
});

async function storedList(room: { readState(): Promise<Uint8Array | null> }): Promise<unknown[]> {
  const state = await room.readState();
  const doc = new Y.Doc();
  if (state) Y.applyUpdate(doc, state);
  return doc.getArray("list").toArray();
}

function editOf(edit: (list: Y.Array<string>) => void): Uint8Array {
  const doc = new Y.Doc();
  edit(doc.getArray("list"));
  return Y.encodeStateAsUpdate(doc);
}
