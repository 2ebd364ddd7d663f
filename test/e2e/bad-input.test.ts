import { afterEach, describe, expect, it } from "vitest";
import type { Upload } from "../../src/catalog/contract.ts";
import type { AudioFeatures } from "../../src/features/contract.ts";
import { ERROR_STATUS, type ErrorCode } from "../../src/http/errors.ts";
import { goldenFile, type HostileFile, hostileFiles } from "../golden/hostile.ts";
import type { Answer, ErrorBody } from "./api-client.ts";
import { type TestDescant, useDescant } from "./server.ts";

const WAIT = 30;
const NOTHING = { tracks: 0, uploads: 0, tasks: 0, features: 0, objects: 0, results: 0 };
const GOOD = {
  wav: "a-minor-120.wav",
  flac: "a-minor-120.flac",
  mp3: "g-major-96.mp3",
  "ogg-vorbis": "g-major-96.ogg",
  "ogg-opus": "g-major-96.opus",
};

const files = hostileFiles();
const refused = files.filter((file) => file.outcome === null);
// Twenty minutes would have to be analysed before these are known to be too long: they are sent to a server with a lower limit.
const long = files.filter((file) => file.outcome === "audio_too_long");
const broken = files.filter(
  (file) => file.outcome !== null && file.outcome !== "fine" && !long.includes(file),
);
const odd = files.filter((file) => file.outcome === "fine");

function expectError(answer: Answer<unknown>, code: ErrorCode): ErrorBody["error"] {
  const { error } = answer.body as ErrorBody;
  expect({ status: answer.status, code: error?.code }).toEqual({ status: ERROR_STATUS[code], code });
  expect(error).toMatchObject({ status: answer.status, request_id: answer.headers.get("x-request-id") });
  expect(error.message).toMatch(/^[A-Z“].{8,}\.$/s);
  return error;
}

/** A recording as good as any, in the same format where there is one: whatever was sent before cost it nothing. */
async function expectGoodNext({ api }: TestDescant, { recognised }: Pick<HostileFile, "recognised">) {
  const name = typeof recognised === "string" ? GOOD[recognised] : GOOD["ogg-vorbis"];
  const { status, body } = await api.upload(goldenFile(name), { wait: WAIT });
  expect(status).toBe(201);
  expect(body.audio_features).toMatchObject({ mode: name.startsWith("a-minor") ? 0 : 1 });
}

describe("by default", () => {
  const descant = useDescant();
  afterEach(() => descant.empty());

  describe.for(["raw", "form"] as const)(
    "what is no recording, sent as %s, is refused and leaves nothing",
    (as) => {
      it.for(refused)("$name", async (file) => {
        const answer = await descant.api.upload<unknown>(file.bytes, {
          as,
          wait: WAIT,
          fileName: "song.mp3",
        });
        const error = expectError(answer, file.bytes.length === 0 ? "empty_audio" : "unsupported_audio");
        expect(error.details).toEqual({ recognised_as: (file.recognised as { label: string }).label });
        expect(await descant.stored()).toEqual(NOTHING);
      });
    },
  );

  describe("a recording that cannot be analysed keeps its reason and its bytes", () => {
    it.for(broken)("$name", async (file) => {
      const code = file.outcome as ErrorCode;
      const answer = await descant.api.upload<unknown>(file.bytes, { wait: WAIT });
      const error = expectError(answer, code);
      expect(await descant.stored()).toEqual({
        tracks: 1,
        uploads: 0,
        tasks: 1,
        features: 0,
        objects: 1,
        results: 0,
      });
      const { task } = error.details as { task: NonNullable<Upload["task"]> };
      expect(task).toMatchObject({ status: "failed", attempts: 1, error: { code } });
      expect((await descant.api.task(task.id)).body).toEqual(task);

      const features = await descant.api.ask<ErrorBody>(`/v1/audio-features/${task.track?.id}`);
      expect(expectError(features, "not_found").details).toMatchObject({ reason: code });
      const audio = await descant.api.ask<ArrayBuffer>(`/v1/tracks/${task.track?.id}/audio`);
      expect(Buffer.compare(new Uint8Array(audio.body), file.bytes)).toBe(0);
      await expectGoodNext(descant, file);
    });
  });

  describe("an odd recording is analysed as far as it goes", () => {
    it.for(odd)("$name", async (file) => {
      const answer = await descant.api.upload(file.bytes, { wait: WAIT });
      expect(answer.status).toBe(201);
      const features = answer.body.audio_features as AudioFeatures;
      expect(Math.abs(features.duration_ms / 1000 - (file.seconds ?? Number.NaN))).toBeLessThan(1);
      expect(Object.values(features.confidence).every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(await descant.stored()).toEqual({
        tracks: 1,
        uploads: 0,
        tasks: 1,
        features: 1,
        objects: 1,
        results: 3,
      });
      await expectGoodNext(descant, file);
    });

    it("silence has no loudness, no beat and no key, and we are not sure of any", async () => {
      const silence = files.find(({ name }) => name === "wav of silence")!;
      const { body } = await descant.api.upload(silence.bytes, { wait: WAIT });
      expect(body.audio_features).toMatchObject({
        loudness: -70,
        tempo: 0,
        confidence: { loudness: 0, tempo: 0, key: 0, mode: 0 },
        details: { loudness: { integrated_lufs: null, true_peak_dbtp: null } },
      });
    });
  });

  it.for([
    [
      "a form without a file",
      "malformed_body",
      { "content-type": "multipart/form-data; boundary=x" },
      "--x--\r\n",
    ],
    ["a form without a boundary", "malformed_body", { "content-type": "multipart/form-data" }, "song"],
    [
      "a form cut off",
      "malformed_body",
      { "content-type": "multipart/form-data; boundary=x" },
      "--x\r\nContent-D",
    ],
    ["a body without a type", "unsupported_media_type", {}, "song"],
    ["JSON", "unsupported_media_type", { "content-type": "application/json" }, "{}"],
    ["a video", "unsupported_media_type", { "content-type": "video/mp4" }, "song"],
  ] as const)("%s is refused: %s", async ([, code, headers, text]) => {
    const body = new TextEncoder().encode(text);
    expectError(await descant.api.ask("/v1/tracks", { method: "POST", headers, body }), code);
    expect(await descant.stored()).toEqual(NOTHING);
  });
});

describe("with smaller limits", () => {
  const limits = { MAX_AUDIO_SECONDS: 10, MAX_UPLOAD_BYTES: 200_000 };
  const descant = useDescant(limits);
  afterEach(() => descant.empty());

  it("a recording that lasts longer is refused in each format, with the limit", async () => {
    for (const name of ["a-minor-120.mp3", "a-minor-120.ogg", "a-minor-120.opus"]) {
      const error = expectError(await descant.api.upload(goldenFile(name), { wait: WAIT }), "audio_too_long");
      expect(error.message).toContain("10 seconds");
    }
    const bombs = long.filter(({ bytes }) => bytes.length < limits.MAX_UPLOAD_BYTES);
    expect(bombs.length).toBeGreaterThan(0);
    for (const { bytes } of bombs) {
      expectError(await descant.api.upload(bytes, { wait: WAIT }), "audio_too_long");
    }
    await expectGoodNext(descant, { recognised: "wav" });
  });

  it("a body over the limit is refused, whether it says its length or not", async () => {
    const large = goldenFile("a-minor-120.flac");
    const declared = await descant.api.upload<unknown>(large, { wait: WAIT });
    expect(expectError(declared, "payload_too_large").details).toEqual({ max_bytes: 200_000 });
    const streamed = await descant.api.ask("/v1/tracks", {
      method: "POST",
      headers: { "content-type": "audio/flac" },
      body: new Blob([Uint8Array.from(large)]).stream(),
      duplex: "half",
    });
    expectError(streamed, "payload_too_large");
    expect(await descant.stored()).toEqual(NOTHING);
    await expectGoodNext(descant, { recognised: "wav" });
  });
});
