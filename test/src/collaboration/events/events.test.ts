import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { JournaledEvent, RoomEvent } from "../../../../src/collaboration/events/contract.ts";
import { openEventJournal } from "../../../../src/collaboration/events/journal.ts";
import { newId } from "../../../../src/database/index.ts";
import type { PlanName } from "../../../../src/tenants/index.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { ask, errorOf } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

async function scene(plan: PlanName = "self-hosted") {
  const tenantId = newId();
  await env.DB.prepare("insert into tenants (id, name, plan) values (?, 'test', ?)")
    .bind(tenantId, plan)
    .run();
  const [owner, viewer] = [await createMember(tenantId), await createMember(tenantId)];
  const room = await createRoom(owner);
  await giveRole(owner, room, viewer, "viewer");
  const path = `/v1/rooms/${room.id}`;
  const token = async (who: Person) =>
    (await (await send(who, "POST", `${path}/tokens`)).json<{ token: string }>()).token;
  return { tenantId, owner, viewer, room, path, token };
}

/** A follower's socket, with all that has come on it. */
async function follow(open: () => Promise<Response>) {
  const answer = await open();
  expect(answer.status).toBe(101);
  const socket = answer.webSocket!;
  const texts: string[] = [];
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  socket.addEventListener("message", ({ data }) => void texts.push(data as string));
  socket.accept();
  const until = (isEnough: () => boolean) =>
    expect.poll(() => (isEnough() ? "enough" : texts), { interval: 5 }).toBe("enough");
  const events = () => texts.map((text) => JSON.parse(text) as JournaledEvent).filter(({ event }) => event);
  const types = () => events().map(({ event }) => event.type);
  return { socket, texts, closed, until, events, types };
}

const upgrade = { upgrade: "websocket" };

describe("as a WebSocket", () => {
  test("tells members what happens, each what is for them", async () => {
    const { owner, viewer, path } = await scene();
    const one = await follow(() => viewer.fetch(`${path}/events`, { headers: upgrade }));
    const two = await follow(() => owner.fetch(`${path}/events`, { headers: upgrade }));
    await send(owner, "PATCH", `${path}/document`, { operations: [{ op: "set_details", title: "x" }] });
    await send(owner, "POST", `${path}/comments`, { body: "look", mentions: [viewer.actor] });
    await send(owner, "POST", `${path}/versions`, { name: "v" });
    await send(owner, "PATCH", path, { name: "y" });
    await one.until(() => one.types().includes("room_updated"));
    expect(one.types()).toEqual([
      "changed",
      "comment_created",
      "notified",
      "version_created",
      "room_updated",
    ]);
    expect(one.events()[2]!.event).toEqual({ type: "notified", actor: viewer.actor, kind: "mentioned" });
    await two.until(() => two.types().includes("room_updated"));
    expect(two.types()).not.toContain("notified");
    const ids = one.events().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    one.socket.close();
    two.socket.close();
  });

  test("goes on where somebody was", async () => {
    const { owner, path } = await scene();
    const first = await follow(() => owner.fetch(`${path}/events?after=0`, { headers: upgrade }));
    await first.until(() => first.types().includes("member_changed"));
    const { id } = first.events().at(-1)!;
    first.socket.close();
    for (const name of ["a", "b", "c"]) await send(owner, "PATCH", path, { name });
    const again = await follow(() => owner.fetch(`${path}/events?after=${id}`, { headers: upgrade }));
    await again.until(() => again.events().length === 3);
    expect(again.events().map((event) => event.id)).toEqual([id + 1, id + 2, id + 3]);
    // A number that this journal never gave.
    const lost = await follow(() => owner.fetch(`${path}/events?after=999`, { headers: upgrade }));
    await lost.until(() => lost.texts.length > 0);
    expect(lost.texts).toEqual(['{"type":"gap"}']);
  });

  test("opens with a room's token, and not with another's", async () => {
    const { viewer, path, token } = await scene();
    const other = await scene();
    const text = await token(viewer);
    const one = await follow(() => ask(`${path}/events?token=${text}`, { headers: upgrade }));
    await send(viewer, "DELETE", `${path}/members/${viewer.actor}`);
    expect((await one.closed).code).toBe(4403);
    const dead = await follow(() => ask(`${path}/events?token=${text}`, { headers: upgrade }));
    expect((await dead.closed).code).toBe(4401);
    const foreign = await ask(`${other.path}/events?token=${text}`, { headers: upgrade });
    expect(await errorOf(foreign)).toMatchObject({ status: 401 });
    expect((await ask(`${path}/events?token=nonsense`, { headers: upgrade })).status).toBe(401);
    expect((await ask(`${path}/events?token=${text}`)).status).toBe(400);
  });

  test("shows everybody out when the room is deleted", async () => {
    const { owner, viewer, path } = await scene();
    const one = await follow(() => viewer.fetch(`${path}/events`, { headers: upgrade }));
    await send(owner, "DELETE", path);
    expect((await one.closed).code).toBe(4403);
  });
});

describe("as server-sent events", () => {
  test("the same, with the numbers to go on from", async () => {
    const { owner, viewer, path } = await scene();
    await send(owner, "PATCH", path, { name: "a" });
    const answer = await viewer.fetch(`${path}/events`, { headers: { "last-event-id": "0" } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("room_updated")) text += (await reader.read()).value ?? "";
    await send(owner, "PATCH", path, { name: "b" });
    while (text.split("event: room_updated").length < 3) text += (await reader.read()).value ?? "";
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
    for (const [, data] of text.matchAll(/^data: (.*)$/gm)) expect(JSON.parse(data!)).toHaveProperty("event");
    await reader.cancel();
  });

  test("ends when its reader is no member any more", async () => {
    const { owner, viewer, path } = await scene();
    const answer = await viewer.fetch(`${path}/events`);
    const reader = answer.body!.getReader();
    await reader.read();
    await send(owner, "DELETE", `${path}/members/${viewer.actor}`);
    for (;;) if ((await reader.read()).done) break;
  });
});

test("beyond the tenant's plan a stream is answered 429, a socket closes with 4503, and usage shows why", async () => {
  const { viewer, path, token } = await scene("free");
  const usage = async () => {
    const answer = await viewer.fetch("/v1/usage");
    return (await answer.json<{ sockets: unknown }>()).sockets;
  };
  const text = await token(viewer);
  const streams = [];
  for (let i = 0; i < 4; i++) streams.push(await viewer.fetch(`${path}/events`));
  const socket = await follow(() => ask(`${path}/events?token=${text}`, { headers: upgrade }));
  expect(await usage()).toEqual({ used: 5, limit: 5, remaining: 0, resets_at: null });
  expect(await errorOf(await viewer.fetch(`${path}/events`))).toMatchObject({
    status: 429,
    code: "quota_exceeded",
    details: { meter: "sockets" },
  });
  const refused = await follow(() => ask(`${path}/events?token=${text}`, { headers: upgrade }));
  expect((await refused.closed).code).toBe(4503);
  await streams[0]!.body!.cancel();
  await expect.poll(usage).toMatchObject({ used: 4 });
  expect((await viewer.fetch(`${path}/events`)).status).toBe(200);
  socket.socket.close();
});

test("the journal is bounded, and its numbers go on after sleep", async () => {
  const object = env.ROOMS.getByName(newId());
  const event = (name: string): RoomEvent => ({ type: "room_updated", actor: `user:${name}` });
  await runInDurableObject(object, async (_, { storage }) => {
    const journal = openEventJournal(storage);
    expect(journal.after(0)).toEqual({ events: [], isGap: false });
    for (let i = 1; i <= 2_500; i++) expect(journal.append(event(`${i}`), i).id).toBe(i);
    const { events, isGap } = journal.after(0);
    expect(isGap).toBe(true);
    expect(events.length).toBeGreaterThanOrEqual(1_000);
    expect(events.length).toBeLessThanOrEqual(1_100);
    expect(events.at(-1)).toMatchObject({ id: 2_500, event: { actor: "user:2500" } });
    expect(journal.after(2_499)).toMatchObject({ isGap: false, events: [{ id: 2_500 }] });
    expect(journal.after(2_501).isGap).toBe(true);
    const again = openEventJournal(storage);
    expect(again.last).toBe(2_500);
    expect(again.append(event("x"), 0).id).toBe(2_501);
    storage.sql.exec("delete from events");
    // Numbers are never given twice, even when nothing is left.
    expect(openEventJournal(storage).append(event("y"), 0).id).toBe(2_502);
  });
});
