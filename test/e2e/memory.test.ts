import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { totalOf } from "../../scripts/memory/isolate-meter.ts";
import { measureAnalysis } from "../../scripts/memory/measure.ts";
import { repeatedRecording } from "../../scripts/memory/repeated-recording.ts";
import { type RunningDescant, startDescant } from "../../scripts/serve.ts";

const MB = 1e6;
/** What Cloudflare gives an isolate, and what is left of it for garbage that has not been collected yet. */
const LIMIT = 128 * 2 ** 20;
const TO_SPARE = 24 * MB;
/** Of the whole process, which also plays D1, R2, KV and the queues, and is in no hurry to collect garbage. */
const MOST_OF_WORKERD = 900 * MB;

let stateFolder: string;
let descant: RunningDescant;

beforeAll(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-memory-"));
  descant = await startDescant({ port: 0, stateFolder, vars: { LOG_LEVEL: "error" }, inspect: true });
});
afterAll(async () => {
  await descant?.stop();
  await rm(stateFolder, { recursive: true, force: true });
});

it("twenty minutes of sound fit an isolate, in the format that takes most", {
  timeout: 900_000,
}, async () => {
  const long = await measureAnalysis(descant, repeatedRecording("flac", 1199));
  const { rest, most, process: workerd } = long;
  const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
  console.info(
    `${long.seconds} s of FLAC: isolate ${mb(totalOf(rest))} at rest, ${mb(totalOf(most))} at most` +
      ` (heap ${mb(most.heap)}, buffers ${mb(most.buffers)}, WASM ${mb(most.wasm)}; ${long.readings} readings);` +
      (workerd ? ` workerd ${mb(workerd.before)} before, ${mb(workerd.peak)} at most` : " workerd unknown"),
  );
  expect(long.seconds).toBeGreaterThan(1180);
  // Fewer would say little about what lies between them.
  expect(long.readings).toBeGreaterThan(5);
  expect(totalOf(most)).toBeGreaterThan(totalOf(rest) + 10 * MB);
  expect(totalOf(most)).toBeLessThan(LIMIT - TO_SPARE);
  if (workerd) expect(workerd.peak).toBeLessThan(MOST_OF_WORKERD);

  // V8 keeps the last long analysis's kernel until the next one; the decoder and all else must be gone, and never two kernels.
  const short = await measureAnalysis(descant, repeatedRecording("mp3", 24));
  expect(totalOf(short.rest)).toBeLessThan(totalOf(rest) + 40 * MB);
  expect(totalOf(short.most)).toBeLessThan(totalOf(most));
});
