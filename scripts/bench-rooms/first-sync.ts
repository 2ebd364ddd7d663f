import { median, spreadOf } from "../bench/statistics.ts";
import { type Bench, closeSockets, eachOf, openSockets, pause } from "./bench.ts";
import { makeDocument } from "./edits.ts";
import type { LoadProcess } from "./load.ts";
import type { RoomAddress } from "./protocol.ts";
import type { ByServer, FirstSyncFigures, WakeUpFigures } from "./report.ts";

const MEGABYTE = 1_000_000;
/** Rooms ask their sockets for a sign of life every 20 s and sleep from 10 s after: this is in the middle of the second sleep. */
const REST_MS = 35_000;

/** From no socket to the whole of a document of a megabyte. */
export function measureFirstSync(bench: Bench, times: number): Promise<ByServer<FirstSyncFigures>> {
  const load = bench.load.slice(0, 1);
  return eachOf(bench, "the first sync", async ({ server, room }) => {
    if (server.kind === "ceiling") return null;
    const address = await room("megabyte");
    // Somebody stays in the room, as Hocuspocus forgets documents that nobody looks at.
    await openSockets(load, "megabyte", [address], 1);
    await fill(load[0]!, "megabyte", address);
    const { ms, bytes } = await load[0]!.tell("firstSync", { address, times });
    await closeSockets(load, "megabyte");
    return { bytes, ms: spreadOf(ms) };
  });
}

/** A room that sleeps with its sockets open: how long until it answers, beside one that is awake. Ours alone sleeps. */
export function measureWakeUp(bench: Bench, rooms: number): Promise<ByServer<WakeUpFigures>> {
  const load = bench.load.slice(0, 1);
  return eachOf(bench, "wake-up", async ({ server, room }) => {
    if (server.kind !== "ours") return null;
    const small = await Promise.all(Array.from({ length: rooms }, (_, index) => room(`sleepy-${index}`)));
    const large = await room("sleepy-megabyte");
    await openSockets(load, "small", small, 1);
    await openSockets(load, "large", [large], 1);
    await fill(load[0]!, "large", large);
    const timesOf = async (group: string) => median((await load[0]!.tell("ask", { group })).ms);
    await timesOf("small");
    const awakeMs = await timesOf("small");
    const largeAwakeMs = await timesOf("large");
    await pause(REST_MS);
    const asleepMs = await timesOf("small");
    const largeAsleepMs = await timesOf("large");
    await closeSockets(load, "small");
    await closeSockets(load, "large");
    return { rooms, awakeMs, asleepMs, largeAwakeMs, largeAsleepMs };
  });
}

function fill(load: LoadProcess, group: string, { root }: RoomAddress) {
  const updates = makeDocument(MEGABYTE, root).map((update) => Buffer.from(update).toString("base64"));
  return load.tell("fill", { group, updates });
}
