import { afterEach, describe, expect, it } from "vitest";
import type { Task } from "../../src/tasks/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { toneWav } from "./long-recordings.ts";
import { useDescant } from "./server.ts";

const NOTHING = { tracks: 0, uploads: 0, tasks: 0, features: 0, objects: 0, results: 0 };
/** Rounded to whole seconds, as queues count them: none, one, and four between the attempts. */
const descant = useDescant({ RETRY_BACKOFF_SECONDS: 0.25 });
afterEach(() => descant.empty());

/** Uploads a song, analyses it, takes its sound out of the store, and has it analysed again. */
async function trackWithoutSound(name: string) {
  const { body } = await descant.api.upload(goldenFile(name), { wait: 20 });
  const [key] = await descant.objects();
  const bucket = await descant.bucket();
  const sound = await (await bucket.get(key!))!.arrayBuffer();
  await bucket.delete(key!);
  const { status, body: task } = await descant.api.ask<Task>(`/v1/tracks/${body.track.id}/analyses`, {
    method: "POST",
  });
  expect({ status, track: task.track?.id }).toEqual({ status: 202, track: body.track.id });
  return {
    taskId: task.id,
    features: body.audio_features,
    restore: async () => void (await bucket.put(key!, sound)),
  };
}

describe("an analysis whose sound is missing", () => {
  it("is tried again, and ends well once the sound is back", async () => {
    const { taskId, features, restore } = await trackWithoutSound("g-major-96.mp3");
    await expect
      .poll(async () => (await descant.api.task(taskId)).body, { interval: 20, timeout: 10_000 })
      .toMatchObject({
        status: "queued",
        attempts: 2,
        error: { code: "analysis_failed", message: "The stored sound of this track is missing." },
      });
    await restore();
    expect(await descant.api.finished(taskId)).toMatchObject({
      status: "succeeded",
      attempts: 3,
      error: null,
    });
    const again = await descant.api.ask(`/v1/audio-features/${features!.id}`);
    expect(again.body, "the same sound has the same features").toEqual(features);
  });

  it("is given up with its reason after ever longer waits, and keeps the features it had", async () => {
    const { taskId, features } = await trackWithoutSound("g-major-96.opus");
    const seen = new Map<number, number>();
    await expect
      .poll(
        async () => {
          const { body } = await descant.api.task(taskId);
          if (!seen.has(body.attempts)) seen.set(body.attempts, Date.now());
          return body;
        },
        { interval: 20, timeout: 20_000 },
      )
      .toMatchObject({
        status: "failed",
        attempts: 4,
        error: {
          code: "analysis_failed",
          message: "Given up after 4 attempts. The stored sound of this track is missing.",
        },
      });
    const waits = [2, 3, 4].map((attempt) => seen.get(attempt)! - seen.get(attempt - 1)!);
    expect(waits[1]).toBeGreaterThan(900);
    expect(waits[2]).toBeGreaterThan(3900);

    const stored = await descant.api.ask(`/v1/audio-features/${features!.id}`);
    expect(stored).toMatchObject({ status: 200, body: features });
    const next = await descant.api.upload(goldenFile("g-major-96.ogg"), { wait: 20 });
    expect(next.status).toBe(201);
  });
});

it("a track that is deleted while it is analysed stays deleted", async () => {
  const long = toneWav({ seconds: 1190, sampleRate: 8000, channels: 1 });
  const { body } = await descant.api.upload(long);
  await expect
    .poll(async () => (await descant.api.task(body.task!.id)).body.status, { interval: 20 })
    .toBe("running");
  const deleted = await descant.api.ask(`/v1/tracks/${body.track.id}`, { method: "DELETE" });
  expect(deleted.status).toBe(204);
  expect((await descant.api.task(body.task!.id)).status).toBe(404);

  // One analysis at a time: when the next one is done, so is the one that lost its track.
  const next = await descant.api.upload(goldenFile("g-major-96.mp3"), { wait: 20 });
  expect(next.status).toBe(201);
  expect((await descant.api.ask(`/v1/audio-features/${body.track.id}`)).status).toBe(404);
  await descant.empty();
  expect(await descant.stored(), "noted, should that analysis have died").toEqual({ ...NOTHING, uploads: 1 });
  await descant.rows("update uploads set created_at = created_at - ?", 3_600_001);
  await descant.running.sweep();
  expect(await descant.stored()).toEqual(NOTHING);
  const cache = await descant.running.miniflare.getKVNamespace("CACHE", "descant-gateway");
  expect((await cache.list()).keys).toEqual([]);
});
