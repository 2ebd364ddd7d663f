import { afterEach, describe, expect, it } from "vitest";
import type { Task } from "../../src/tasks/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { longOpus } from "./long-recordings.ts";
import { useDescant } from "./server.ts";

const NOTHING = { tracks: 0, uploads: 0, tasks: 0, features: 0, objects: 0, results: 0 };
/** Rounded to whole seconds, as queues count them, these are the waits between the attempts, in ms. */
const WAITS = [0, 2_000, 7_000];
const descant = useDescant({ RETRY_BACKOFF_SECONDS: 0.45 });
afterEach(() => descant.empty());

const analyseAgain = (trackId: string) =>
  descant.api.ask<Task>(`/v1/tracks/${trackId}/analyses`, { method: "POST" });

/** Uploads a song, analyses it, takes its sound out of the store, and has it analysed again. */
async function trackWithoutSound(name: string) {
  const { body } = await descant.api.upload(goldenFile(name), { wait: 30 });
  const [key] = await descant.objects();
  const bucket = await descant.bucket();
  const sound = await (await bucket.get(key!))!.arrayBuffer();
  await bucket.delete(key!);
  const { status, body: task } = await analyseAgain(body.track.id);
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
    let seen = 0;
    await expect
      .poll(
        async () => {
          const { body } = await descant.api.task(taskId);
          seen = body.attempts;
          return body;
        },
        { interval: 20 },
      )
      .toMatchObject({
        status: "queued",
        attempts: expect.toSatisfy((attempts) => attempts >= 2),
        error: { code: "analysis_failed", message: "The stored sound of this track is missing." },
      });
    await restore();
    const { status, attempts, error } = await descant.api.finished(taskId);
    expect({ status, error }).toEqual({ status: "succeeded", error: null });
    expect(attempts).toBeGreaterThan(seen);
    const again = await descant.api.ask(`/v1/audio-features/${features!.id}`);
    expect(again.body, "the same sound has the same features").toEqual(features);
  });

  it("is given up with its reason after ever longer waits, and keeps the features it had", async () => {
    // What the analyser writes, with its own clock: whoever asks now and then does not see when it was.
    await descant.rows("create table seen (task, status, attempts, at)");
    await descant.rows(`create trigger seen after update on tasks
      begin insert into seen values (new.id, new.status, new.attempts, new.updated_at); end`);
    const { taskId, features } = await trackWithoutSound("g-major-96.opus");
    await descant.api.finished(taskId);
    await descant.rows("drop trigger seen");
    expect((await descant.api.task(taskId)).body).toMatchObject({
      status: "failed",
      attempts: 4,
      error: {
        code: "analysis_failed",
        message: "Given up after 4 attempts. The stored sound of this track is missing.",
      },
    });
    const at = async (status: string, attempt: number) => {
      const sql = "select at from seen where task = ? and status = ? and attempts = ?";
      return (await descant.rows<{ at: number }>(sql, taskId, status, attempt))[0]!.at;
    };
    for (const [i, wait] of WAITS.entries())
      expect((await at("running", i + 2)) - (await at("queued", i + 1))).toBeGreaterThan(wait - 100);

    const stored = await descant.api.ask(`/v1/audio-features/${features!.id}`);
    expect(stored).toMatchObject({ status: 200, body: features });
    const next = await descant.api.upload(goldenFile("g-major-96.ogg"), { wait: 30 });
    expect(next.status).toBe(201);
  });
});

it("a track that is deleted while it is analysed stays deleted", async () => {
  const { body } = await descant.api.upload(await longOpus());
  const taskId = body.task!.id;
  await expect
    .poll(async () => (await descant.api.task(taskId)).body.status, { interval: 20 })
    .toBe("running");
  const deleted = await descant.api.ask(`/v1/tracks/${body.track.id}`, { method: "DELETE" });
  expect(deleted.status).toBe(204);
  expect((await descant.api.task(taskId)).status).toBe(404);

  // One analysis at a time: when the next one is done, so is the one that lost its track.
  const next = await descant.api.upload(goldenFile("g-major-96.mp3"), { wait: 30 });
  expect(next.status).toBe(201);
  expect((await descant.api.ask(`/v1/audio-features/${body.track.id}`)).status).toBe(404);
  await descant.empty();
  expect(await descant.stored(), "noted, should that analysis have died").toEqual({ ...NOTHING, uploads: 1 });
  await descant.sweepAnHourLater();
  expect(await descant.stored()).toEqual(NOTHING);
  const cache = await descant.running.miniflare.getKVNamespace("CACHE", "descant-gateway");
  expect((await cache.list()).keys).toEqual([]);
});
