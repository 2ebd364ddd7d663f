import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { evictRoom, type Follower, NOON, openRoom, tenantWith, Visitor } from "./room-visitor.ts";

const ADA = { actor: "user:ada", role: "owner" } as const;
const BOB = { actor: "user:bob", role: "editor" } as const;
const TOO_MANY = { code: 4503, reason: "the plan allows no more connections at once" };
/** What the plan `free` allows. */
const FREE = 5;

type OpenRoom = Awaited<ReturnType<typeof openRoom>>;

const meterOf = (tenantId: string) => env.TENANT_METER.getByName(tenantId);
const used = async (tenantId: string) => (await meterOf(tenantId).usage()).sockets;
const until = <T>(value: () => T) => expect.poll(value, { timeout: 30_000, interval: 5 });
const alarmOf = (room: OpenRoom) => runInDurableObject(room.room(), (_, { storage }) => storage.getAlarm());
const isIn = (who: Visitor | Follower) => until(() => who instanceof Visitor && who.synced).toBe(true);

beforeEach(() => void vi.setSystemTime(NOON));
afterEach(() => {
  vi.useRealTimers();
});

describe.each<[string, (room: OpenRoom) => Promise<void>]>([
  ["awake", async () => {}],
  ["evicted between any two steps", (room) => evictRoom(room.room())],
])("a room that is %s", (_, pause) => {
  test("opens as many sockets as the plan allows its tenant over all rooms, of editors and followers", async () => {
    const tenantId = await tenantWith("free");
    const rooms = [await openRoom([ADA, BOB], tenantId), await openRoom([ADA, BOB], tenantId)] as const;
    const [one, other] = rooms;
    const settle = async () => {
      for (const room of rooms) await pause(room);
    };
    const ada = await one.enter("user:ada", "owner");
    await isIn(ada);
    await settle();
    const bob = await other.enter("user:bob", "editor");
    await isIn(bob);
    await settle();
    const followers = [await one.follow("user:ada"), await other.follow("user:bob")];
    await settle();
    await one.follow("user:bob");
    await until(() => used(tenantId)).toBe(FREE);
    await settle();
    const late = [await one.enter("user:bob", "editor"), await other.follow("user:ada")];
    for (const refused of late) await until(() => refused.closed).toEqual(TOO_MANY);
    expect(await used(tenantId)).toBe(FREE);
    // What is open stays open, and works.
    await settle();
    ada.list.push(["still here"]);
    bob.list.push(["here too"]);
    await until(() => listOf(one)).toEqual(["still here"]);
    await until(() => listOf(other)).toEqual(["here too"]);
    await settle();
    followers[1]!.leave();
    await until(() => used(tenantId)).toBe(FREE - 1);
    await settle();
    await isIn(await one.enter("user:bob", "editor"));
    expect(ada.closed ?? bob.closed).toBeUndefined();
  });

  test("counts nobody who has left, was closed or removed", async () => {
    const room = await openRoom([ADA, BOB]);
    const ada = await room.enter("user:ada", "owner");
    const bob = await room.enter("user:bob", "editor");
    const follower = await room.follow("user:bob");
    await isIn(ada);
    await isIn(bob);
    await until(() => used(room.tenantId)).toBe(3);
    await pause(room);
    await room.setMembers([ADA]);
    await until(() => [bob.closed?.code, follower.closed?.code]).toEqual([4403, 4403]);
    await until(() => used(room.tenantId)).toBe(1);
    await pause(room);
    ada.leave();
    await until(() => used(room.tenantId)).toBe(0);
  });
});

test("of many who come at once exactly as many get in as there is room for", async () => {
  const room = await openRoom([ADA], await tenantWith("free"));
  const token = await room.token("user:ada", "owner");
  const all = await Promise.all(Array.from({ length: 40 }, () => Visitor.enter(room.room(), token)));
  await until(() => all.filter(({ closed }) => closed?.code === 4503).length).toBe(40 - FREE);
  await until(() => all.filter(({ synced, closed }) => synced && !closed).length).toBe(FREE);
  expect(await used(room.tenantId)).toBe(FREE);
});

test("sockets that a crash took are free for who comes back", async () => {
  const room = await openRoom([ADA], await tenantWith("free"));
  const token = await room.token("user:ada", "owner");
  const enterAll = async () => {
    const all = await Promise.all(Array.from({ length: FREE }, () => Visitor.enter(room.room(), token)));
    for (const visitor of all) await isIn(visitor);
  };
  await enterAll();
  await until(() => used(room.tenantId)).toBe(FREE);
  await abortAllDurableObjects();
  expect(await used(room.tenantId)).toBe(FREE);
  await enterAll();
  expect(await used(room.tenantId)).toBe(FREE);
});

test("who is removed while the plan is asked does not get in", async () => {
  const room = await openRoom([ADA, BOB], await tenantWith("free"));
  const token = await room.token("user:bob", "editor");
  let isHeld = true;
  const held = runInDurableObject(meterOf(room.tenantId), (_, state) =>
    state.blockConcurrencyWhile(async () => {
      while (isHeld) await new Promise((resolve) => setTimeout(resolve, 5));
    }),
  );
  const entering = Visitor.enter(room.room(), token);
  // The room's object answers while it waits for the meter.
  await until(() => room.room().connections()).toEqual([]);
  await room.setMembers([ADA]);
  isHeld = false;
  await held;
  const bob = await entering;
  await until(() => bob.closed?.code).toBe(4401);
  expect(bob.synced).toBe(false);
  await until(() => used(room.tenantId)).toBe(0);
});

describe("a word that counts for a time", () => {
  test("is said again by a room that is awake anyway, over evictions", async () => {
    const room = await openRoom([ADA]);
    const ada = await room.enter("user:ada", "owner");
    await isIn(ada);
    await until(() => used(room.tenantId)).toBe(1);
    for (let seconds = 20; seconds <= 200; seconds += 20) {
      await evictRoom(room.room());
      vi.setSystemTime(NOON + seconds * 1_000);
      ada.list.push([`${seconds}`]);
      await until(() => listOf(room)).toContain(`${seconds}`);
      await until(() => used(room.tenantId)).toBe(1);
    }
    // And without that, it counts no longer.
    vi.setSystemTime(NOON + 400_000);
    expect(await used(room.tenantId)).toBe(0);
  });

  test("wakes a room with followers alone every ten minutes, and loads no document for it", async () => {
    const room = await openRoom([ADA]);
    const follower = await room.follow("user:ada");
    await until(() => used(room.tenantId)).toBe(1);
    await until(() => alarmOf(room)).toBe(NOON + 600_000);
    for (let minutes = 10; minutes <= 30; minutes += 10) {
      await evictRoom(room.room());
      vi.setSystemTime(NOON + minutes * 60_000);
      expect(await used(room.tenantId)).toBe(1);
      expect(await runDurableObjectAlarm(room.room())).toBe(true);
      await until(() => alarmOf(room)).toBe(NOON + (minutes + 10) * 60_000);
    }
    const tables = await runInDurableObject(room.room(), (_, { storage }) =>
      storage.sql.exec<{ name: string }>("select name from sqlite_master where name = 'updates'").toArray(),
    );
    expect(tables).toEqual([]);
    expect(follower.closed).toBeUndefined();
    // A follower whose time is over is shown out by the same alarm.
    vi.setSystemTime(NOON + 3_600_000);
    await runDurableObjectAlarm(room.room());
    await until(() => follower.closed?.code).toBe(4401);
    await until(() => used(room.tenantId)).toBe(0);
  });

  test("wakes a room in which somebody edits no more often than it would have been", async () => {
    const room = await openRoom([ADA]);
    await isIn(await room.enter("user:ada", "owner"));
    await until(() => used(room.tenantId)).toBe(1);
    // Its sockets are looked after twenty seconds after they were heard last; the word is good for ninety.
    await until(() => alarmOf(room)).toBe(NOON + 20_000);
  });
});

test("a room that is erased has no sockets, and stores nothing that says so", async () => {
  const room = await openRoom([ADA]);
  const ada = await room.enter("user:ada", "owner");
  await isIn(ada);
  await until(() => used(room.tenantId)).toBe(1);
  await room.room().erase();
  await until(() => ada.closed?.code).toBe(4404);
  expect(await used(room.tenantId)).toBe(0);
  expect(await runInDurableObject(room.room(), (_, { storage }) => [...storage.kv.list()])).toEqual([]);
});

async function listOf({ room }: OpenRoom): Promise<unknown[]> {
  const doc = new Y.Doc();
  const state = await room().readState();
  if (state) Y.applyUpdate(doc, state);
  return doc.getArray("list").toArray();
}
