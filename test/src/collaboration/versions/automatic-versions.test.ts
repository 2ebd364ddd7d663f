import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Room, Version } from "../../../../src/collaboration/contract.ts";
import {
  LONGEST_MS,
  noteEdit,
  QUIET_MS,
  type Unkept,
  versionDueAt,
} from "../../../../src/collaboration/versions/automatic-state.ts";
import { newId } from "../../../../src/database/index.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { createMember, createRoom, send } from "../people.ts";

afterEach(() => void vi.useRealTimers());

test("a version is due after a pause, or after an hour without one", () => {
  expect(versionDueAt(null)).toBeNull();
  let unkept: Unkept | null = null;
  for (let at = 0; at <= LONGEST_MS; at += QUIET_MS / 5) {
    unkept = noteEdit(unkept, at);
    expect(versionDueAt(unkept)).toBe(Math.min(at + QUIET_MS, LONGEST_MS));
  }
});

const versionsOf = async (who: Person, room: Room) =>
  (await (await who.fetch(`/v1/rooms/${room.id}/versions`)).json<{ items: Version[] }>()).items;
const edit = (who: Person, room: Room, title: string) =>
  send(who, "PATCH", `/v1/rooms/${room.id}/document`, { operations: [{ op: "set_details", title }] });

test("a room keeps one by itself at a quiet moment, also after it has slept, and none where nothing was done", async () => {
  const owner = await createMember(newId());
  const room = await createRoom(owner);
  const object = () => env.ROOMS.getByName(room.id);
  await edit(owner, room, "one");
  await runDurableObjectAlarm(object());
  expect(await versionsOf(owner, room)).toEqual([]);
  await evictDurableObject(object());
  vi.setSystemTime(Date.now() + QUIET_MS + 1_000);
  await object().describe();
  await runDurableObjectAlarm(object());
  expect(await versionsOf(owner, room)).toMatchObject([
    { number: 1, kind: "automatic", name: null, created_by: "system", contributors: [owner.actor] },
  ]);
  vi.setSystemTime(Date.now() + QUIET_MS + 1_000);
  await runDurableObjectAlarm(object());
  expect(await versionsOf(owner, room)).toHaveLength(1);
  await edit(owner, room, "two");
  vi.setSystemTime(Date.now() + QUIET_MS + 1_000);
  await runDurableObjectAlarm(object());
  expect(await versionsOf(owner, room)).toHaveLength(2);
});
