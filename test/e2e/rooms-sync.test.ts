import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";
import { openRoom, YClient } from "./room-clients.ts";

let stateFolder: string;
let running: RunningDescant;
const clients: YClient[] = [];

async function start(port: number): Promise<void> {
  running = await startDescant({ port, stateFolder, vars: { LOG_LEVEL: "error" } });
}

async function connect(roomId: string, token: string): Promise<YClient> {
  const client = new YClient(running.url, roomId, token);
  clients.push(client);
  return client.synced();
}

beforeAll(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-rooms-"));
  await start(0);
});
afterAll(async () => {
  for (const client of clients) client.end();
  await running.stop();
  await rm(stateFolder, { recursive: true, force: true });
});

describe("unmodified y-websocket providers", () => {
  it("converge, see each other, and go on through a restart with what both wrote meanwhile", async () => {
    const room = await openRoom(
      () => running,
      [
        { actor: "user:a", role: "owner" },
        { actor: "user:b", role: "editor" },
      ],
    );
    const a = await connect(room.id, await room.token("user:a", "owner"));
    const b = await connect(room.id, await room.token("user:b", "editor"));
    a.list.push(["a1"]);
    b.list.push(["b1"]);
    a.provider.awareness.setLocalState({ name: "A" });
    await expect.poll(() => [...a.list, ...b.list].sort()).toEqual(["a1", "a1", "b1", "b1"]);
    expect(a.list.toArray()).toEqual(b.list.toArray());
    await expect.poll(() => b.provider.awareness.getStates().get(a.doc.clientID)).toEqual({ name: "A" });

    const port = Number(running.url.port);
    await running.stop();
    await expect.poll(() => a.provider.wsconnected || b.provider.wsconnected).toBe(false);
    a.list.push(["a2"]);
    b.list.push(["b2"]);
    await start(port);
    await expect.poll(() => a.list.toArray().sort(), { timeout: 15_000 }).toEqual(["a1", "a2", "b1", "b2"]);
    await expect.poll(() => b.list.toArray(), { timeout: 15_000 }).toEqual(a.list.toArray());
    const late = await connect(room.id, await room.token("user:b", "viewer"));
    expect(late.list.toArray()).toEqual(a.list.toArray());
  });
});
