import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deal, type LoadProcess, startLoadProcess } from "../../../scripts/bench-rooms/load.ts";
import type { RoomAddress } from "../../../scripts/bench-rooms/protocol.ts";
import { BenchProcess } from "../../../scripts/bench-rooms/server-process.ts";

/** The load against the relay that is the benchmark's ceiling. */
let relay: BenchProcess;
let load: LoadProcess;

beforeAll(async () => {
  relay = await BenchProcess.start(
    [path.resolve("scripts/bench-rooms/relay-process.ts")],
    /listening on (\d+)/,
  );
  load = startLoadProcess();
});
afterAll(async () => {
  load.stop();
  await relay.kill();
});

const room = (name: string): RoomAddress => ({
  url: `ws://127.0.0.1:${relay.ready[1]}/${name}`,
  frameName: null,
  root: "text",
});
const open = (group: string, sockets: number, address = room(group)) =>
  load.tell("open", { group, addresses: Array(sockets).fill(address), atOnce: 5 });

describe("the load process", () => {
  it("types until everybody has everything, and knows how long each edit took", async () => {
    expect(await open("typing", 3)).toMatchObject({ opened: 3, failed: 0, why: null });
    const typing = { group: "typing", editors: [1, 2], edits: 5, everyMs: 0, total: 10, withinMs: 600_000 };
    const { firstSentAt, lastSentAt, convergedAt, latencies, failed } = await load.tell("type", typing);
    expect(failed).toBeNull();
    expect(lastSentAt).toBeGreaterThanOrEqual(firstSentAt);
    expect(convergedAt).toBeGreaterThan(lastSentAt);
    expect(latencies, "each edit reaches two others").toHaveLength(20);
    for (const latency of latencies) expect(latency).toBeGreaterThan(0);
    const { clocks } = await load.tell("seen", { group: "typing" });
    expect(new Map(clocks)).toEqual(
      new Map([
        [1, 5],
        [2, 5],
      ]),
    );
    expect(await load.tell("close", { group: "typing" })).toEqual({ alive: 3, why: null });
  });

  it("says when not all came, instead of waiting for ever", async () => {
    await open("short", 2);
    const typing = { group: "short", editors: [1], edits: 2, everyMs: 0, total: 3, withinMs: 300 };
    expect(await load.tell("type", typing)).toMatchObject({ convergedAt: null, failed: null });
    await load.tell("close", { group: "short" });
  });

  it("counts as deliveries what reached others, once for each of them", async () => {
    await open("fan-out", 4);
    let most = 0;
    // On a machine that has other things to do it takes longer until it is seen that edits follow one another.
    for (let [editor, forMs] = [5, 200]; most <= 100; editor++, forMs *= 2) {
      const asked = { group: "fan-out", editor, window: 2, forMs };
      const { deliveries, frames, ms, failed } = await load.tell("fanOut", asked);
      expect(failed).toBeNull();
      expect(ms).toBeGreaterThanOrEqual(forMs - 1);
      expect(Math.abs(deliveries - frames), "a relay puts one edit into a frame").toBeLessThanOrEqual(6);
      most = deliveries;
    }
    await load.tell("close", { group: "fan-out" });
  });

  it("tells what it could not open, and of groups that are not there", async () => {
    const nobody = { ...room("x"), url: "ws://127.0.0.1:1/" };
    expect(await open("nobody", 2, nobody)).toMatchObject({
      opened: 0,
      failed: 2,
      why: expect.stringContaining("ECONNREFUSED"),
    });
    await expect(load.tell("ask", { group: "unheard of" })).rejects.toThrow("unheard of");
  });

  it("is dealt its share", () => {
    expect(deal([1, 2, 3, 4, 5], 2)).toEqual([
      [1, 3, 5],
      [2, 4],
    ]);
  });
});

describe("a server's process", () => {
  it("tells its memory, and what it printed when it could not start", async () => {
    expect(relay.residentBytes()).toBeGreaterThan(10_000_000);
    await expect(
      BenchProcess.start(["-e", "console.error('no room'); process.exit(3)"], /never/),
    ).rejects.toThrow("no room");
  });
});
