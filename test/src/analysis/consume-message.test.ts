import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/analysis/index.ts";
import { newId, openDatabase } from "../../../src/database/index.ts";
import { audioFeaturesSchema } from "../../../src/features/index.ts";
import { createTaskStore } from "../../../src/tasks/index.ts";
import { createServices } from "../../../workers/inference/services.ts";
import { queuedTrack } from "../../workers/gateway/queued-track.ts";
import { wavFile } from "../../workers/gateway/sound.ts";

const services = () => createServices(env);
const tasks = () => createTaskStore(openDatabase(env.DB));
const featuresOf = (trackId: string) =>
  env.DB.prepare("select body, etag from audio_features where track_id = ?")
    .bind(trackId)
    .first<{ body: string; etag: string }>();

/** What became of a message. */
function deliver(body: unknown): Delivery & { outcome: string } {
  const delivery = {
    body,
    outcome: "none",
    ack: () => {
      delivery.outcome = "acknowledged";
    },
    retry: ({ delaySeconds }: { delaySeconds?: number } = {}) => {
      delivery.outcome = `again in ${delaySeconds} s`;
    },
  };
  return delivery;
}

/** A queued track whose sound is in the store. */
async function soundTrack(bytes: Uint8Array) {
  const made = await queuedTrack(newId(), Date.now(), Date.now() + 60_000);
  await env.AUDIO.put(`${made.tenantId}/tracks/${made.trackId}`, bytes);
  return { ...made, message: { ...made, traceId: "t" } };
}

describe("a message of the analysis queue", () => {
  test("ends in features, a length, a finished task and a warm cache", async () => {
    const { tenantId, trackId, taskId, message } = await soundTrack(wavFile(3));
    const delivery = deliver(message);
    await services().consume(delivery);
    expect(delivery.outcome).toBe("acknowledged");
    const { body, etag } = (await featuresOf(trackId))!;
    const features = audioFeaturesSchema.parse(JSON.parse(body));
    expect(features).toMatchObject({
      id: trackId,
      duration_ms: 3000,
      track_href: `{origin}/v1/tracks/${trackId}`,
    });
    expect(features.loudness).toBeGreaterThan(-40);
    expect(features.loudness).toBeLessThan(-5);
    expect(features.tempo).toBeGreaterThan(0);
    expect(await tasks().find(tenantId, taskId)).toMatchObject({ status: "succeeded", progress: 1 });
    const cached = await env.CACHE.getWithMetadata(`features/${tenantId}/${trackId}`);
    expect(cached).toMatchObject({ value: body, metadata: { etag } });
    const track = await env.DB.prepare("select duration_ms from tracks where id = ?").bind(trackId).first();
    expect(track).toEqual({ duration_ms: 3000 });
  });

  test("delivered twice, also at the same time, is carried out once and gives one answer", async () => {
    const { tenantId, taskId, message } = await soundTrack(wavFile(1));
    const [one, two] = [services(), services()];
    const deliveries = [deliver(message), deliver(message), deliver(message)];
    await Promise.all([
      one.consume(deliveries[0]!),
      two.consume(deliveries[1]!),
      one.consume(deliveries[2]!),
    ]);
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(Array(3).fill("acknowledged"));
    expect(await tasks().find(tenantId, taskId)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("about a recording at fault ends the task at once, and the next one works", async () => {
    const worker = services();
    for (const bytes of [wavFile(1).subarray(0, 44), new Uint8Array(2000).fill(7), new Uint8Array(0)]) {
      const { tenantId, taskId, trackId, message } = await soundTrack(bytes);
      const delivery = deliver(message);
      await worker.consume(delivery);
      expect(delivery.outcome).toBe("acknowledged");
      const task = await tasks().find(tenantId, taskId);
      expect(task?.status).toBe("failed");
      expect(["corrupt_audio", "empty_audio", "unsupported_audio"]).toContain(task?.errorCode);
      expect(await featuresOf(trackId)).toBeNull();
    }
    const good = await soundTrack(wavFile(1, 3));
    await worker.consume(deliver(good.message));
    expect(await featuresOf(good.trackId)).not.toBeNull();
  });

  test("that cannot be carried out for a fault of ours is tried again, later each time, with a reason", async () => {
    const { tenantId, taskId, trackId } = await queuedTrack();
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const delivery = deliver({ tenantId, taskId, trackId, traceId: "t" });
      await services().consume(delivery);
      outcomes.push(delivery.outcome);
    }
    expect(outcomes).toEqual(["again in 2 s", "again in 8 s", "again in 32 s"]);
    expect(await tasks().find(tenantId, taskId)).toMatchObject({
      status: "queued",
      attempts: 3,
      errorMessage: "The stored sound of this track is missing.",
    });
  });

  test("about a task that is deleted meanwhile writes nothing", async () => {
    const { tenantId, taskId, trackId, message } = await soundTrack(wavFile(1));
    await env.DB.prepare("delete from tracks where id = ?").bind(trackId).run();
    const delivery = deliver(message);
    await services().consume(delivery);
    expect(delivery.outcome).toBe("acknowledged");
    expect(await featuresOf(trackId)).toBeNull();
    expect((await tasks().find(tenantId, taskId))?.status).not.toBe("succeeded");
  });

  test("that is no message of ours, or names another tenant, is let go", async () => {
    const { message, trackId } = await soundTrack(wavFile(1));
    for (const body of [null, "x", {}, { ...message, taskId: 7 }, { ...message, tenantId: newId() }]) {
      const delivery = deliver(body);
      await services().consume(delivery);
      expect(delivery.outcome).toBe("acknowledged");
    }
    expect(await featuresOf(trackId)).toBeNull();
  });
});

test("the Worker says what it has loaded", async () => {
  const { analyser, model } = await services().ready("t");
  expect(analyser).toMatch(/^descant-analyser-/);
  expect(model.length).toBeGreaterThan(3);
});
