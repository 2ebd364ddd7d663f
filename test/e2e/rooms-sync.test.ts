import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";
import { openRoom, type TestRoom, YClient } from "./room-clients.ts";
import { DEAF, newState } from "./server.ts";

const ADA = { actor: "user:ada", role: "owner" } as const;
const BOB = { actor: "user:bob", role: "editor" } as const;

let stateFolder: string;
let running: RunningDescant;
const clients: YClient[] = [];

async function start(port: number): Promise<void> {
  running = await startDescant({ ...DEAF, port, stateFolder, vars: { LOG_LEVEL: "error" } });
}

async function enter(room: TestRoom, { actor, role }: typeof ADA | typeof BOB): Promise<YClient> {
  return connect(room.id, await room.token(actor, role)).synced();
}

function connect(roomId: string, token: string): YClient {
  const client = new YClient(running.url, roomId, token);
  clients.push(client);
  return client;
}

const room = (members = [ADA, BOB]) => openRoom(() => running, [...members]);
const patient = { timeout: 60_000, interval: 10 };

beforeAll(async () => {
  stateFolder = await newState();
  await start(0);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end();
});
afterAll(async () => {
  await running.stop();
  await rm(stateFolder, { recursive: true, force: true });
});

describe("unmodified y-websocket providers", () => {
  it("converge, see each other, and go on through a restart with what both wrote meanwhile", async () => {
    const shared = await room();
    const [a, b] = [await enter(shared, ADA), await enter(shared, BOB)];
    a.list.push(["a1"]);
    b.list.push(["b1"]);
    a.provider.awareness.setLocalState({ name: "A" });
    await expect.poll(() => [...a.list, ...b.list].sort(), patient).toEqual(["a1", "a1", "b1", "b1"]);
    expect(a.list.toArray()).toEqual(b.list.toArray());
    const seenByB = () => b.provider.awareness.getStates().get(a.doc.clientID);
    await expect.poll(seenByB, patient).toEqual({ name: "A" });

    const port = Number(running.url.port);
    await running.stop();
    await expect.poll(() => a.provider.wsconnected || b.provider.wsconnected, patient).toBe(false);
    a.list.push(["a2"]);
    b.list.push(["b2"]);
    await start(port);
    await expect.poll(() => a.list.toArray().sort(), patient).toEqual(["a1", "a2", "b1", "b2"]);
    await expect.poll(() => b.list.toArray(), patient).toEqual(a.list.toArray());
    await expect.poll(seenByB, patient).toEqual({ name: "A" });
    const late = await enter(shared, BOB);
    expect(late.list.toArray()).toEqual(a.list.toArray());
  });

  it("lose nothing that anybody saw when workerd is killed in a storm of edits", async () => {
    const shared = await room();
    const [a, b] = [await enter(shared, ADA), await enter(shared, BOB)];
    let sent = 0;
    const storm = setInterval(() => {
      a.list.push(Array.from({ length: 10 }, () => `${sent++}`));
      b.list.insert(0, [`b${sent}`]);
    }, 5);
    const ofA = () => b.list.toArray().filter((word) => !word.startsWith("b"));
    const ofB = () => a.list.toArray().filter((word) => word.startsWith("b"));
    await expect
      .poll(() => ofA().length > 1_500 && ofB().length > 100, { ...patient, interval: 100 })
      .toBe(true);
    const port = Number(running.url.port);
    killWorkerd();
    clearInterval(storm);
    for (const { provider } of [a, b]) provider.disconnect();
    const seen = [...ofA(), ...ofB()];
    await running.stop().catch(() => {});
    await start(port);
    const stored = new Set(await storedList(shared));
    expect(seen.filter((word) => !stored.has(word))).toEqual([]);
    // And what nobody had seen comes from those who wrote it.
    for (const { provider } of [a, b]) provider.connect();
    const all = sent + sent / 10;
    await expect.poll(() => [a, b].map(({ list }) => new Set(list).size), patient).toEqual([all, all]);
    expect(b.list.toArray()).toEqual(a.list.toArray());
  });

  it("act on roles as they change, and give up when they are removed", async () => {
    const shared = await room();
    const token = await shared.token(BOB.actor, BOB.role);
    const [a, b] = [await enter(shared, ADA), await connect(shared.id, token).synced()];
    await shared.setMembers([ADA, { ...BOB, role: "viewer" }]);
    b.list.push(["refused"]);
    a.list.push(["heard"]);
    await expect.poll(() => b.list.toArray().sort(), patient).toEqual(["heard", "refused"]);
    expect(await storedList(shared)).toEqual(["heard"]);
    await shared.setMembers([ADA, BOB]);
    await expect.poll(() => a.list.toArray().sort(), patient).toEqual(["heard", "refused"]);
    await shared.setMembers([ADA]);
    await expect.poll(() => b.closedWith, patient).toBe(4403);
    const again = connect(shared.id, token);
    await expect.poll(() => again.closedWith, patient).toBe(4401);
    expect(a.provider.wsconnected).toBe(true);
  });

  it("never get into a room of another tenant, whatever they show", async () => {
    const [own, other] = [await room(), await room()];
    const secret = await enter(other, ADA);
    secret.list.push(["theirs"]);
    const token = await own.token(ADA.actor, ADA.role);
    for (const shown of [token, "", "guess", `${token}A`]) {
      const stray = connect(other.id, shown);
      await expect.poll(() => stray.closedWith, patient).toBe(4401);
      expect(stray.list.length).toBe(0);
    }
    // A key that is good in its own tenant finds no such room.
    const byKey = new WebSocket(`ws://${running.url.host}/v1/rooms/sync/${other.id}`, {
      headers: { authorization: `Bearer ${running.key}` },
    });
    expect(await closeOf(byKey)).toBe(4404);
    const nowhere = connect("A".repeat(22), token);
    await expect.poll(() => nowhere.closedWith, patient).toBe(4401);
  });
});

describe("the address", () => {
  it("is for WebSockets only, and for those who show something", async () => {
    const shared = await room();
    const address = new URL(`/v1/rooms/sync/${shared.id}`, running.url);
    expect((await fetch(address)).status).toBe(400);
    const bare = new WebSocket(`ws://${running.url.host}${address.pathname}`);
    await expect(closeOf(bare)).rejects.toThrow("401");
  });

  it("takes 10,000 malformed frames without anybody in the room noticing", async () => {
    const shared = await room();
    const a = await enter(shared, ADA);
    const url = `ws://${running.url.host}/v1/rooms/sync/${shared.id}?token=${await shared.token(BOB.actor, BOB.role)}`;
    const codes = new Map<number, number>();
    let frames = 0;
    // Each bad frame costs its sender the socket, so they come on many sockets, some frames behind one another.
    const attack = async () => {
      while (frames < 10_000) {
        const socket = new WebSocket(url);
        const closed = closeOf(socket);
        await new Promise((resolve) => socket.once("open", resolve));
        for (let i = 0; i < 50; i++) socket.send(malformed(frames++));
        const code = await closed;
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    };
    const writing = setInterval(() => a.list.push(["on"]), 20);
    await Promise.all(Array.from({ length: 4 }, attack));
    clearInterval(writing);
    expect([...codes.keys()]).toEqual([4400]);
    expect(a.provider.wsconnected).toBe(true);
    expect(a.list.length).toBeGreaterThan(10);
    await expect.poll(() => storedList(shared), patient).toEqual(a.list.toArray());
  });
});

/** Bytes that are no message, different for each number. */
function malformed(i: number): Uint8Array {
  const forms = [
    [0, 2, 5, 1, i & 255],
    [0, 1, 4, 1, 1, i & 255, 0],
    [1, 6, 1, 1, 1, 3, 0x7b, i & 127],
    [4 + (i % 100)],
    [0, 0, 3, 200, 200, i & 255],
    [0, 2, 8, 1, 255, 255, 255, 127, 1, 0, 0],
  ];
  return new Uint8Array(forms[i % forms.length] ?? []);
}

function closeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once("close", resolve);
    socket.once("error", reject);
  });
}

async function storedList(shared: TestRoom): Promise<string[]> {
  const state = await (await shared.object()).readState();
  const doc = new Y.Doc();
  if (state) Y.applyUpdate(doc, state);
  return doc.getArray<string>("list").toArray();
}

/** `kill -9` of the workerd that this test process has started. */
function killWorkerd(): void {
  for (const task of readdirSync("/proc/self/task")) {
    const children = readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean);
    for (const child of children)
      if (readFileSync(`/proc/${child}/comm`, "utf8").trim() === "workerd")
        process.kill(Number(child), "SIGKILL");
  }
}
