import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { AudioAnalysis } from "../../src/audio-analysis/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { publishedSchema } from "./published-schemas.ts";
import { useDescant } from "./server.ts";

const SONGS = path.resolve("../shared/data/audio/tempo-beats");
const songs = existsSync(SONGS) ? readdirSync(SONGS).filter((name) => name.endsWith(".flac")) : [];
if (songs.length === 0) console.warn("../shared/data is not here: no real song is analysed.");

const descant = useDescant();

/** Sends a recording and reads its analysis once it is there. */
async function analysisOf(bytes: Uint8Array<ArrayBuffer>) {
  const { body } = await descant.api.upload(bytes);
  await descant.api.finished(body.task!.id);
  const answer = await descant.api.ask<AudioAnalysis>(`/v1/audio-analysis/${body.track.id}`);
  expect(answer.status).toBe(200);
  return { id: body.track.id, analysis: answer.body };
}

/** Each interval begins where the one before it ends, as far as five decimals tell. */
function expectContiguous(intervals: { start: number; duration: number }[]): void {
  for (const [i, { start }] of intervals.entries()) {
    const before = intervals[i - 1];
    if (before) expect(start).toBeCloseTo(before.start + before.duration, 3);
  }
}

const published = publishedSchema("AudioAnalysisObject");

describe("the analysis of a song", () => {
  const real = songs[0];
  const recordings: [string, Uint8Array<ArrayBuffer>][] = [
    ["rendered", goldenFile("a-minor-120.flac")],
    ...(real
      ? [["real", new Uint8Array(readFileSync(path.join(SONGS, real)))] as [string, Uint8Array<ArrayBuffer>]]
      : []),
  ];
  test.for(recordings)("%s: is Spotify's object, field for field, and true to itself", async ([, bytes]) => {
    const { analysis } = await analysisOf(bytes);
    if (published) {
      expect(published.validator.safeParse(analysis)).toMatchObject({ success: true });
      const broken = { ...analysis, track: { ...analysis.track, key: 12 } };
      expect(published.validator.safeParse(broken), "the schema can say no").toMatchObject({
        success: false,
      });
    }
    const { track, beats, bars, tatums, sections, segments } = analysis;
    expect(beats.length).toBeGreaterThan(5);
    expect(tatums.length).toBeGreaterThanOrEqual(beats.length);
    for (const list of [beats, bars, tatums, sections, segments]) expectContiguous(list);
    expect(segments[0]!.start).toBe(0);
    const end = segments.at(-1)!;
    expect(end.start + end.duration).toBeCloseTo(track.duration, 3);
    expect(sections.at(-1)!.start + sections.at(-1)!.duration).toBeCloseTo(track.duration, 3);
    const starts = new Set(beats.map(({ start }) => start));
    expect(bars.every(({ start }) => starts.has(start))).toBe(true);
    expect(JSON.stringify(analysis)).not.toMatch(/NaN|Infinity|null/);
    const between = (beats.at(-1)!.start - beats[0]!.start) / (beats.length - 1);
    expect(60 / between / track.tempo).toBeGreaterThan(0.9);
    expect(60 / between / track.tempo).toBeLessThan(1.1);
  });
});

describe("how it is served", () => {
  let id = "";
  beforeAll(async () => {
    ({ id } = await analysisOf(goldenFile("g-major-96.ogg")));
  });
  const get = (headers: Record<string, string>) =>
    fetch(new URL(`/v1/audio-analysis/${id}`, descant.running.url), {
      headers: { authorization: `Bearer ${descant.running.key}`, ...headers },
    });

  test("gzipped as it lies to whoever takes that, unpacked to others, 304 to who has it", async () => {
    const packed = await get({ "accept-encoding": "gzip" });
    const plain = await get({ "accept-encoding": "identity" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(plain.headers.get("content-encoding")).toBeNull();
    const text = await plain.text();
    expect(await packed.text()).toBe(text);
    const bucket = await descant.bucket();
    const keys = (await bucket.list()).objects.map((object) => object.key);
    const key = keys.find((name) => name.includes(id) && name.endsWith(".json.gz"));
    const stored = await (await bucket.get(key!))!.arrayBuffer();
    expect(gunzipSync(stored).toString()).toBe(text);
    const held = await get({ "if-none-match": packed.headers.get("etag")! });
    expect(held.status).toBe(304);
  });

  test("it goes with its track", async () => {
    await descant.empty();
    expect(await descant.stored()).toMatchObject({ objects: 0, results: 0 });
    expect((await get({})).status).toBe(404);
  });
});
