import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { AudioFeatures } from "../../src/features/contract.ts";
import { goldenFile } from "../golden/hostile.ts";
import { publishedSchema } from "./published-schemas.ts";
import { useDescant } from "./server.ts";

/** What is true of a golden recording, as it was rendered. */
interface Truth {
  file: string;
  format: string;
  bpm: number;
  /** Pitch class, C is 0. */
  tonic: number;
  mode: "major" | "minor";
  seconds: number;
  /** Integrated, in LUFS, of the encoded file. */
  loudness: number;
}

const TRUTH: Truth[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../golden/audio/truth.json"), "utf8"),
);
const LOSSLESS = new Set(["wav", "flac"]);
const ATTRIBUTES = [
  "acousticness",
  "danceability",
  "energy",
  "instrumentalness",
  "liveness",
  "speechiness",
  "valence",
] as const;
const ESTIMATED = [...ATTRIBUTES, "key", "loudness", "mode", "tempo", "time_signature"] as const;

const published = publishedSchema("AudioFeaturesObject");

const descant = useDescant();

function expectTrue(features: AudioFeatures, truth: Truth): void {
  expect(Math.abs(features.duration_ms - truth.seconds * 1000)).toBeLessThanOrEqual(60);
  // Half and double of a tempo are the same beat, felt otherwise.
  const octave = [0.5, 1, 2].find((factor) => close(features.tempo, truth.bpm * factor));
  expect(octave, `a tempo of ${features.tempo} for ${truth.bpm}`).toBeDefined();
  expect({ key: features.key, mode: features.mode }).toEqual({
    key: truth.tonic,
    mode: truth.mode === "major" ? 1 : 0,
  });
  const tolerance = LOSSLESS.has(truth.format) ? 0.3 : 0.6;
  expect(Math.abs(features.loudness - truth.loudness)).toBeLessThanOrEqual(tolerance);
}

const close = (bpm: number, truth: number) => Math.abs(bpm / truth - 1) <= 0.015;

function expectWhole(features: AudioFeatures, trackId: string): void {
  const { origin } = descant.running.url;
  expect(features).toMatchObject({
    id: trackId,
    type: "audio_features",
    uri: `descant:track:${trackId}`,
    track_href: `${origin}/v1/tracks/${trackId}`,
    analysis_url: `${origin}/v1/audio-analysis/${trackId}`,
  });
  for (const name of ATTRIBUTES) expect(features[name], name).toSatisfy(isShare);
  for (const name of ESTIMATED) expect(features.confidence[name], `confidence.${name}`).toSatisfy(isShare);
  expect(features.time_signature).toSatisfy((beats: number) => beats >= 3 && beats <= 7);
  expect(features.version).toMatch(/\S/);
}

const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

describe.for(["raw", "form"] as const)("a golden recording, sent as %s", (as) => {
  it.for(TRUTH)("$file is measured as it was made, and then forgotten", async (truth) => {
    const bytes = goldenFile(truth.file);
    const sent = await descant.api.upload(bytes, { as, wait: 30, fields: { title: truth.file } });
    const { track, task, audio_features: features } = sent.body;

    expect(sent.status).toBe(201);
    expect(sent.headers.get("location")).toBe(`/v1/tracks/${track.id}`);
    expect(sent.headers.get("preference-applied")).toBe("wait=30");
    expect(track).toMatchObject({
      name: truth.file,
      is_local: true,
      audio: { format: truth.format, size_bytes: bytes.length },
    });
    expect(task).toMatchObject({ status: "succeeded", progress: 1, attempts: 1, error: null });
    if (!features) throw new Error("no features came with the answer");
    expectWhole(features, track.id);
    expectTrue(features, truth);
    expect(track.duration_ms).toBe(features.duration_ms);

    const stored = await descant.api.ask<AudioFeatures>(`/v1/audio-features/${track.id}`);
    expect(stored).toMatchObject({ status: 200, body: features });
    const again = await descant.api.upload(bytes, { as, wait: 30 });
    expect(again).toMatchObject({ status: 200, body: { track: { id: track.id }, audio_features: features } });
    await expectForgotten(track.id);
  });
});

afterEach(() => descant.empty());

async function expectForgotten(trackId: string): Promise<void> {
  expect((await descant.api.ask(`/v1/tracks/${trackId}`, { method: "DELETE" })).status).toBe(204);
  for (const path of [
    `/v1/tracks/${trackId}`,
    `/v1/tracks/${trackId}/audio`,
    `/v1/audio-features/${trackId}`,
  ]) {
    expect(await descant.api.ask(path), path).toMatchObject({ status: 404 });
  }
  expect(await descant.stored()).toEqual({
    tracks: 0,
    uploads: 0,
    tasks: 0,
    features: 0,
    objects: 0,
    results: 0,
  });
}

it.skipIf(!published)("an answer is what Spotify published, field for field", async () => {
  const answer = await descant.api.upload(goldenFile("g-major-96.opus"), { wait: 30 });
  expect(Object.keys(answer.body.audio_features ?? {})).toEqual(expect.arrayContaining(published!.fields));
  expect(published!.validator.safeParse(answer.body.audio_features)).toMatchObject({ success: true });
  const broken = { ...answer.body.audio_features, key: 12 };
  expect(published!.validator.safeParse(broken), "the schema can say no").toMatchObject({ success: false });
});
