import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/database/index.ts";
import { createTaskStore } from "../../../src/tasks/index.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { formOf, wavFile } from "../../workers/gateway/sound.ts";
import { createTenant, type Tenant } from "../../workers/gateway/tenant.ts";

interface Library {
  id: string;
  kind: string;
  status: string;
  progress: number;
  track: null;
  counts: { queued: number; running: number; succeeded: number; failed: number };
}

const analyseAll = (tenant: Tenant, body: object = { only_outdated: false }) =>
  tenant.fetch("/v1/library/analyses", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

test("a library of none has nothing to analyse", async () => {
  const answer = await analyseAll(await createTenant());
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ tracks: 0 });
});

test("a library is analysed as one task whose progress is that of its tracks", async () => {
  const tenant = await createTenant();
  for (const variant of [7, 8, 9]) {
    const body = formOf(wavFile(1, variant));
    expect(
      (await tenant.fetch("/v1/tracks", { method: "POST", body, headers: { prefer: "wait=30" } })).status,
    ).toBe(201);
  }
  expect(await (await analyseAll(tenant, {})).json()).toEqual({ tracks: 0 });

  const asked = await analyseAll(tenant);
  expect(asked.status).toBe(202);
  const library = await asked.json<Library>();
  expect(library).toMatchObject({ kind: "library", track: null });
  const location = asked.headers.get("location")!;
  expect(location).toBe(`/v1/tasks/${library.id}`);
  let now = library;
  await expect
    .poll(async () => {
      now = await (await tenant.fetch(location)).json<Library>();
      return now.status;
    })
    .toBe("succeeded");
  expect(now).toMatchObject({ progress: 1, counts: { queued: 0, running: 0, succeeded: 3, failed: 0 } });
  const stranger = await createTenant();
  expect((await stranger.fetch(location)).status).toBe(404);
});

test("a recording that was refused is not analysed again and again", async () => {
  const tenant = await createTenant();
  const sound = wavFile(1, 12);
  // Its coding becomes MS ADPCM, which is not supported.
  sound[20] = 2;
  const body = formOf(sound);
  const answer = await tenant.fetch("/v1/tracks", { method: "POST", body, headers: { prefer: "wait=30" } });
  expect(answer.status).toBe(415);
  expect(await (await analyseAll(tenant, {})).json()).toEqual({ tracks: 0 });
  expect((await analyseAll(tenant)).status).toBe(202);
});

test("one library at a time, without the tracks that are being analysed anyway", async () => {
  const tasks = createTaskStore(openDatabase(env.DB));
  const { tenantId, trackId } = await queuedTrack();
  const library = (id: string) =>
    tasks.insertLibrary(tenantId, {
      id,
      traceId: "t",
      now: 1,
      dueAt: 1,
      analyses: [{ trackId, taskId: `${id}-part`, dueAt: 1 }],
    });
  // Its only track is under way: the library has no part of its own, and ends.
  expect(await library("one")).toEqual([]);
  expect(await tasks.findLibraryUnderWay(tenantId)).toMatchObject({ id: "one", status: "running" });
  expect(await library("two")).toEqual([]);
  expect(await tasks.find(tenantId, "two")).toBeNull();
  await tasks.settleLibraries(2);
  expect(await tasks.find(tenantId, "one")).toMatchObject({ status: "succeeded", progress: 1 });
  expect(await library("three")).toEqual([]);
  expect(await tasks.find(tenantId, "three")).toMatchObject({ status: "running" });
});
