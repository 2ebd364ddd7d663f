import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeRoom } from "./rooms/make-room.ts";
import { rideOutStorm, STORMY } from "./rooms/storm.ts";
import { ServerProcess } from "./server-process.ts";

const VARS = { LOG_LEVEL: "error" };

let stateFolder: string;
let server: ServerProcess | undefined;

beforeAll(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-rooms-"));
  server = await ServerProcess.start(stateFolder, VARS);
});
afterAll(async () => {
  await server?.kill();
  await rm(stateFolder, { recursive: true, force: true });
});

it("a server killed in the middle of a storm has lost nothing when it is back, and editors never notice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
      const api = server!.api;
      const entry = await makeRoom(api, `killed ${seed}`);
      const happened = await rideOutStorm(Number(api.url.port), entry, {
        seed,
        edits: 150,
        weather: STORMY,
        interrupt: async () => {
          await server?.kill();
          server = await ServerProcess.start(stateFolder, VARS);
          return Number(server.api.url.port);
        },
      });
      expect(happened.connections, "everybody had to come back").toBeGreaterThanOrEqual(6);
    }),
    { numRuns: 2, seed: 4, endOnFailure: true },
  );
});
