import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Upload } from "../../src/catalog/contract.ts";
import type { AudioFeatures } from "../../src/features/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { toneWav } from "./long-recordings.ts";
import { RawConnection } from "./raw-connection.ts";
import { ServerProcess } from "./server-process.ts";

const LEASE_SECONDS = 3;
const VARS = { LOG_LEVEL: "error", TASK_REQUEUE_SECONDS: 1 };
/** Progress is written every 1.5 s: the analysis takes a few times that, so that it can be killed in its middle. */
const LONG_SECONDS = 1190;
const BEHIND = ["a-minor-120.mp3", "g-major-96.ogg", "g-major-96.opus"];

let stateFolder: string;
let server: ServerProcess | undefined;

beforeAll(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-restart-"));
});
afterAll(async () => {
  await server?.kill();
  await rm(stateFolder, { recursive: true, force: true });
});

it("a server killed in the middle of an analysis finishes everything after the restart", async () => {
  const long = toneWav({ seconds: LONG_SECONDS, sampleRate: 8000, channels: 1 });
  server = await ServerProcess.start(stateFolder, { ...VARS, TASK_LEASE_SECONDS: LEASE_SECONDS });
  const first = server.api;
  const done = (await first.upload(goldenFile("a-minor-120.flac"), { wait: 30 })).body;
  expect(done.audio_features).toMatchObject({ key: 9, mode: 0 });

  const begun = (await first.upload(long)).body;
  const behind: Upload[] = [];
  for (const name of BEHIND) behind.push((await first.upload(goldenFile(name))).body);
  const half = await RawConnection.open(first.url);
  await half.head("POST", "/v1/tracks", {
    authorization: `Bearer ${first.key}`,
    "content-type": "audio/flac",
    "content-length": "7000000",
  });
  await half.send(goldenFile("a-minor-120.flac"));
  await expect
    .poll(async () => (await first.task(begun.task!.id)).body, { interval: 20 })
    .toMatchObject({ status: "running", progress: expect.toSatisfy((share) => share > 0) });
  for (const { task } of behind)
    expect((await first.task(task!.id)).body).toMatchObject({ status: "queued", attempts: 0 });

  await server.kill();
  await expect(first.ask("/healthz"), "nobody answers any more").rejects.toThrow();
  half.close();
  await new Promise((resolve) => setTimeout(resolve, LEASE_SECONDS * 1000));

  // With leases as they are by default: nobody is to be taken for dead who is only slow.
  server = await ServerProcess.start(stateFolder, VARS);
  const second = server.api;
  expect(second.key).toBe(first.key);
  expect((await second.ask<AudioFeatures>(`/v1/audio-features/${done.track.id}`)).body.tempo).toBe(
    done.audio_features?.tempo,
  );

  expect(await second.finished(begun.task!.id)).toMatchObject({ status: "succeeded", attempts: 2 });
  for (const { task } of behind)
    expect(await second.finished(task!.id)).toMatchObject({ status: "succeeded", attempts: 1 });
  const ids = [begun, ...behind].map(({ track }) => track.id);
  const { body } = await second.ask<{ audio_features: AudioFeatures[] }>(
    `/v1/audio-features?ids=${ids.join()}`,
  );
  expect(body.audio_features).toMatchObject([
    { duration_ms: LONG_SECONDS * 1000 },
    { key: 9, mode: 0, duration_ms: 12_000 },
    { key: 7, mode: 1, duration_ms: 12_000 },
    { key: 7, mode: 1, duration_ms: 12_000 },
  ]);
  const audio = await second.ask<ArrayBuffer>(`/v1/tracks/${begun.track.id}/audio`);
  expect(Buffer.compare(new Uint8Array(audio.body), long)).toBe(0);
  const { total } = (await second.ask<{ total: number }>("/v1/tracks")).body;
  expect(total, "nothing lost, and nothing of the half-sent one").toBe(5);
});
