import { type Bench, closeSockets, eachOf, openSockets, pause } from "./bench.ts";
import type { ByServer, IdleFigures } from "./report.ts";

const PER_ROOM = 100;
/** Long enough for an idle object to hibernate, which takes about ten seconds. */
const REST_MS = 12_000;

/** Opens thousands of sockets and lets them rest: how fast they come, how many stay, what each costs in memory. */
export function measureIdle(bench: Bench, sockets: number): Promise<ByServer<IdleFigures>> {
  return eachOf(bench, "idle sockets", async ({ server, process, room }) => {
    const rooms = await Promise.all(
      Array.from({ length: Math.ceil(sockets / PER_ROOM) }, (_, index) => room(`idle-${index}`)),
    );
    // The first connections load code and raise pools that later ones share.
    await openSockets(bench.load, "warm", [await room("idle-warm")], 20);
    await closeSockets(bench.load, "warm");
    const before = process.residentBytes();
    const { ms, opened } = await openSockets(bench.load, "idle", rooms, PER_ROOM);
    await pause(server.kind === "ours" ? REST_MS : 2_000);
    const after = process.residentBytes();
    const { alive, why } = await closeSockets(bench.load, "idle");
    return {
      sockets,
      open: alive,
      connectsPerSecond: opened / (ms / 1000),
      bytesPerSocket: (after - before) / opened,
      why,
    };
  });
}
