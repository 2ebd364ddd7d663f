import fc from "fast-check";
import { expect, it } from "vitest";
import type { LossyProxy } from "./rooms/lossy-proxy.ts";
import { makeRoom } from "./rooms/make-room.ts";
import { rideOutStorm, STORMY } from "./rooms/storm.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);

it("three providers converge, and equal a replica without a network, over a network that does everything wrong", async () => {
  const met: LossyProxy["happened"][] = [];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
      const entry = await makeRoom(descant.api, `storm ${seed}`);
      const port = Number(descant.running.url.port);
      met.push(await rideOutStorm(port, entry, { seed, edits: 250, weather: STORMY }));
    }),
    { numRuns: 5, seed: 4, endOnFailure: true },
  );
  const all = (what: keyof LossyProxy["happened"]) => met.reduce((sum, happened) => sum + happened[what], 0);
  for (const what of ["cut", "halfOpen", "deaf", "duplicate", "reorder", "delay"] as const)
    expect(all(what), `the storms had ${what} in them`).toBeGreaterThan(0);
  expect(all("connections"), "and connections were made anew").toBeGreaterThan(met.length * 4);
});
