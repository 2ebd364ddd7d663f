import { median } from "../bench/statistics.ts";
import { type Bench, closeSockets, eachOf, openSockets, pause } from "./bench.ts";
import type { ByServer, FanOutFigures } from "./report.ts";

const SOCKETS = 500;
const WINDOW = 16;

/** Two who type as fast as the slowest reader allows, in a room of hundreds: edits that reach somebody, a second. */
export function measureFanOut(bench: Bench, rounds: number, forMs: number): Promise<ByServer<FanOutFigures>> {
  return eachOf(bench, "fan-out", async ({ room }) => {
    const rates: number[] = [];
    const frameRates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await openSockets(bench.load, "fan-out", [await room(`fan-out-${round}`)], SOCKETS);
      await pause(200);
      const answers = await Promise.all(
        bench.load.map((process, index) =>
          process.tell("fanOut", { group: "fan-out", editor: 500 + index, window: WINDOW, forMs }),
        ),
      );
      await closeSockets(bench.load, "fan-out");
      const failed = answers.find(({ failed }) => failed !== null);
      if (failed) throw new Error(`a socket was closed: ${failed.failed}`);
      rates.push(answers.reduce((sum, { deliveries, ms }) => sum + (deliveries * 1000) / ms, 0));
      frameRates.push(answers.reduce((sum, { frames, ms }) => sum + (frames * 1000) / ms, 0));
      // What is still under way belongs to this round.
      await pause(500);
    }
    return { sockets: SOCKETS, deliveriesPerSecond: median(rates), framesPerSecond: median(frameRates) };
  });
}
