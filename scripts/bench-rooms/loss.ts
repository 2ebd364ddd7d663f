import { type Bench, closeSockets, eachOf, openSockets, pause } from "./bench.ts";
import type { ByServer, LossFigures } from "./report.ts";

const EDITORS = 5;
const EVERY_MS = 10;
const EDITS = 500;
/** When the server is killed in each round, after the first edit: before, about and after a debounce of two seconds. */
const KILLED_AFTER_MS = [900, 2_300, 3_700];

/**
 * `kill -9` in the middle of typing: which of the edits that somebody else had on the screen are gone after the
 * restart. Edits that nobody but their author had seen are not counted: their author would send them again.
 */
export function measureLoss(bench: Bench, rounds: number): Promise<ByServer<LossFigures>> {
  const load = bench.load.slice(0, 1);
  return eachOf(bench, "edits lost", async (contestant) => {
    if (contestant.server.kind === "ceiling") return null;
    let seen = 0;
    let lost = 0;
    for (let round = 0; round < rounds; round += 1) {
      const name = `killed-${round}`;
      await openSockets(load, "killed", [await contestant.room(name)], EDITORS);
      const typing = load[0]!.tell("type", {
        group: "killed",
        editors: Array.from({ length: EDITORS }, (_, index) => 10 + index),
        edits: EDITS,
        everyMs: EVERY_MS,
        total: Number.POSITIVE_INFINITY,
        withinMs: 1_000,
      });
      await pause(KILLED_AFTER_MS[round % KILLED_AFTER_MS.length]!);
      await contestant.process.kill();
      await typing;
      const { clocks } = await load[0]!.tell("seen", { group: "killed" });
      await closeSockets(load, "killed");

      Object.assign(contestant, await contestant.server.start(contestant.folder));
      const address = await contestant.room(name);
      await openSockets(load, "after", [address], 1);
      // y-websocket answers before it has read what it kept, so it is asked again when it had time to.
      await pause(1_000);
      await load[0]!.tell("ask", { group: "after" });
      const kept = new Map((await load[0]!.tell("seen", { group: "after" })).clocks);
      await closeSockets(load, "after");
      for (const [author, clock] of clocks) {
        seen += clock;
        lost += Math.max(0, clock - (kept.get(author) ?? 0));
      }
    }
    return { rounds, seen, lost };
  });
}
