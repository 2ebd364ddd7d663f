import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Upload } from "../../src/catalog/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { longOpus, toneWav } from "./long-recordings.ts";
import { RawConnection } from "./raw-connection.ts";
import { useDescant } from "./server.ts";

const NOTHING = { tracks: 0, uploads: 0, tasks: 0, features: 0, objects: 0, results: 0 };

const descant = useDescant();
let connection: RawConnection;

beforeEach(async () => {
  connection = await RawConnection.open(descant.running.url);
});
afterEach(async () => {
  connection.close();
  const { status, body } = await descant.api.upload(goldenFile("g-major-96.ogg"), { wait: 30 });
  expect({ status, key: body.audio_features?.key }).toEqual({ status: 201, key: 7 });
  await descant.empty();
});

const head = (more: Record<string, string>) =>
  connection.head("POST", "/v1/tracks", { authorization: `Bearer ${descant.api.key}`, ...more });

/** Waits until the gateway has begun to take a body in, which it notes in the ledger of uploads. */
const begun = () => expect.poll(async () => (await descant.stored()).uploads).toBe(1);

describe("a client that stops in the middle", () => {
  // Less than is needed to recognise it, less than a part of the object store's, and more than one.
  const stops = [30_000, 1_000_000, 7_000_000];
  const song = toneWav({ seconds: 60, sampleRate: 44_100, channels: 2 });

  it.for(stops)("after %i bytes of a declared length leaves nothing that anyone could see", async (bytes) => {
    await head({ "content-type": "audio/wav", "content-length": String(song.length) });
    await connection.send(song.subarray(0, bytes));
    await vanishes(bytes);
  });

  it.for(stops)("after %i bytes of a chunked body", async (bytes) => {
    await head({ "content-type": "audio/wav", "transfer-encoding": "chunked" });
    await connection.chunk(song.subarray(0, bytes));
    await vanishes(bytes);
  });

  it("in a form, behind the file but before its end", async () => {
    await head({ "content-type": "multipart/form-data; boundary=cut", "transfer-encoding": "chunked" });
    const opening = '--cut\r\ncontent-disposition: form-data; name="file"; filename="song.wav"\r\n\r\n';
    await connection.chunk(Buffer.concat([Buffer.from(opening), song.subarray(0, 1_000_000)]));
    await vanishes(1_000_000);
  });

  it("and says goodbye first, is cleaned up after at once", async () => {
    await head({ "content-type": "audio/wav", "content-length": String(song.length) });
    await connection.send(song.subarray(0, 7_000_000));
    await begun();
    connection.close();
    await expect.poll(descant.stored).toEqual(NOTHING);
  });

  async function vanishes(bytes: number): Promise<void> {
    if (bytes >= 64 * 1024) await begun();
    connection.vanish();
    expect(await descant.stored()).toMatchObject({
      tracks: 0,
      tasks: 0,
      features: 0,
      objects: 0,
      results: 0,
    });
    // The gateway may hear of the body's end, or even of its beginning, only now.
    await expect
      .poll(async () => {
        await descant.sweepAnHourLater();
        return descant.stored();
      })
      .toEqual(NOTHING);
  }

  it("is no reason to sweep an upload that is still arriving", async () => {
    await head({ "content-type": "audio/wav", "content-length": String(song.length) });
    await connection.send(song.subarray(0, 1_000_000));
    await begun();
    await descant.running.sweep();
    await connection.send(song.subarray(1_000_000));
    expect(await connection.received(/\r\n\r\n.*}$/s)).toMatch(/^HTTP\/1\.1 202 /);
    expect(await descant.stored()).toMatchObject({ tracks: 1, uploads: 0, objects: 1 });
    const [task] = await descant.rows<{ id: string }>("select id from tasks");
    expect(await descant.api.finished(task!.id)).toMatchObject({ status: "succeeded" });
  });
});

describe("a client that takes its time", () => {
  it("is told to go on when it asks first", async () => {
    const song = goldenFile("a-minor-120.mp3");
    const headers = { "content-type": "audio/mpeg", "content-length": String(song.length) };
    await head({ ...headers, expect: "100-continue", prefer: "wait=30" });
    expect(await connection.received(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    await connection.send(song);
    const answer = await connection.received(/HTTP\/1\.1 201 .*"audio_features".*}$/s);
    expect(answer).toContain('"key":9');
  });

  it("and sends a little at a time is served, and holds up nobody else", async () => {
    const song = goldenFile("a-minor-120.opus");
    await head({ "content-type": "audio/ogg", "transfer-encoding": "chunked", prefer: "wait=30" });
    const piece = Math.ceil(song.length / 30);
    for (let at = 0; at < song.length; at += piece) {
      await connection.chunk(song.subarray(at, at + piece));
      const { status } = await descant.api.ask("/v1/tracks");
      expect(status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await connection.chunk(new Uint8Array(0));
    expect(await connection.received(/\r\n\r\n.*}$/s)).toMatch(/^HTTP\/1\.1 201 /);
  });
});

it("a client that leaves while it waits finds its features when it comes back", async () => {
  // One recording at a time is analysed: the client's waits until this one, which takes long, is deleted.
  const blocker = (await descant.api.upload(await longOpus())).body;
  await expect
    .poll(async () => (await descant.api.task(blocker.task!.id)).body.status, { interval: 20 })
    .toBe("running");
  const song = toneWav({ seconds: 15, sampleRate: 44_100, channels: 1 });
  const headers = { "content-type": "audio/wav", "content-length": String(song.length) };
  await head({ ...headers, prefer: "wait=30" });
  await connection.send(song);
  const own = "select id, status from tasks where id <> ?";
  const task = async () => (await descant.rows<{ id: string; status: string }>(own, blocker.task!.id))[0];
  await expect.poll(task).toMatchObject({ status: "queued" });
  connection.vanish();

  const { id, status } = (await task())!;
  expect(status).toBe("queued");
  await descant.api.ask(`/v1/tracks/${blocker.track.id}`, { method: "DELETE" });
  const finished = await descant.api.finished(id);
  expect(finished).toMatchObject({ status: "succeeded", attempts: 1 });
  const features = await descant.api.ask<Upload["audio_features"]>(
    `/v1/audio-features/${finished.track?.id}`,
  );
  expect(features).toMatchObject({ status: 200, body: { duration_ms: 15_000 } });
  // What was deleted while it was analysed stays noted until then.
  await descant.sweepAnHourLater();
});

it("the same song ten times at once is one track, one task and one object", async () => {
  const song = toneWav({ seconds: 15, sampleRate: 44_100, channels: 2 });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => descant.api.upload(song, { as: i % 2 ? "form" : "raw", wait: 30 })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.track.id)).size).toBe(1);
  expect(new Set(answers.map(({ body }) => body.task?.id)).size).toBe(1);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body.audio_features))).size).toBe(1);
  expect(await descant.stored()).toEqual({
    tracks: 1,
    uploads: 0,
    tasks: 1,
    features: 1,
    objects: 1,
    results: 3,
  });
});
