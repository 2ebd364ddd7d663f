import { expect, test } from "vitest";
import { goldenFile } from "../golden/hostile.ts";
import { useDescant } from "./server.ts";

// The same rendered song in three formats, and another song: what an upload says of the tenant's other tracks.

const descant = useDescant();

interface Duplicates {
  duplicates: { track: { id: string }; score: number; offset_seconds: number; overlap_seconds: number }[];
}

const upload = async (file: string) => {
  const { status, body } = await descant.api.upload(goldenFile(file), { wait: 30 });
  expect(status).toBe(201);
  return body;
};
const duplicatesOf = async (id: string) =>
  (await descant.api.ask<Duplicates>(`/v1/tracks/${id}/duplicates`)).body.duplicates;

test("a copy in another format is found on upload, from both sides, and another song is not", async () => {
  const ogg = await upload("g-major-96.ogg");
  expect(ogg.duplicates).toEqual([]);
  const other = await upload("a-minor-120.mp3");
  expect(other.duplicates).toEqual([]);
  const mp3 = await upload("g-major-96.mp3");
  expect(mp3.duplicates?.map(({ track }) => track.id)).toEqual([ogg.track.id]);
  expect(mp3.duplicates![0]!.score).toBeGreaterThan(0.7);
  expect(Math.abs(mp3.duplicates![0]!.offset_seconds)).toBeLessThan(0.3);

  expect((await duplicatesOf(ogg.track.id)).map(({ track }) => track.id)).toEqual([mp3.track.id]);
  expect(await duplicatesOf(other.track.id)).toEqual([]);

  const { body: print } = await descant.api.ask<{ fingerprint: string; duration: number }>(
    `/v1/tracks/${mp3.track.id}/fingerprint`,
  );
  const looked = await descant.api.ask<{ matches: { track: { id: string } }[] }>("/v1/fingerprints/lookup", {
    method: "POST",
    body: JSON.stringify({ fingerprint: print.fingerprint, duration: print.duration }),
    headers: { "content-type": "application/json" },
  });
  expect(looked.body.matches.map(({ track }) => track.id).sort()).toEqual(
    [mp3.track.id, ogg.track.id].sort(),
  );

  await descant.api.ask(`/v1/tracks/${ogg.track.id}`, { method: "DELETE" });
  expect(await duplicatesOf(mp3.track.id)).toEqual([]);
});
