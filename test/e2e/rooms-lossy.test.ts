import fc from "fast-check";
import { expect, it } from "vitest";
import type { LossyProxy } from "./rooms/lossy-proxy.ts";
import { makeRoom } from "./rooms/make-room.ts";
import { rideOutStorm, STORMY } from "./rooms/storm.ts";
import { DEAF, useDescant } from "./server.ts";

const descant = useDescant({}, DEAF);

it("three providers converge, and equal a replica without a network, over a network that does everything wrong", async () => {
  const met: LossyProxy["happened"][] = [];
  const storm = async (seed: number) => {
    const entry = await makeRoom(descant.api, `storm ${seed}`);
    const port = Number(descant.running.url.port);
    met.push(await rideOutStorm(port, entry, { seed, edits: 250, weather: STORMY }));
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), storm), {
    numRuns: 5,
    seed: 4,
    endOnFailure: true,
  });
  const all = (what: keyof LossyProxy["happened"]) => met.reduce((sum, happened) => sum + happened[what], 0);
  const everything = ["cut", "halfOpen", "deaf", "duplicate", "reorder", "delay"] as const;
  // How many frames there are is up to the machine, and so is whether the rarest has struck one of them.
  for (let seed = 1; everything.some((what) => all(what) === 0); seed++) await storm(seed);
  expect(all("connections"), "connections were made anew").toBeGreaterThan(met.length * 4);
});
