import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { toneWav } from "./long-recordings.ts";
import { useDescant } from "./server.ts";

const missing = spawnSync("curl", ["--version"]).status !== 0;
if (missing) console.warn("The tests with curl are skipped: it is not installed.");

const SONG = path.resolve(import.meta.dirname, "../golden/audio/g-major-96.mp3");

/** Runs curl; the status it was answered with, and the answer. */
function curl(
  args: string[],
  stdin: Uint8Array = new Uint8Array(0),
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("curl", ["-sS", "-w", "\n%{http_code}", ...args]);
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const [, body = "", status = ""] = /^(.*)\n(\d+)$/s.exec(output) ?? [];
      if (code === 0) resolve({ status: Number(status), body });
      else reject(new Error(`curl ended with ${code}: ${output}`));
    });
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}

describe.skipIf(missing)("curl", () => {
  const descant = useDescant({ MAX_UPLOAD_BYTES: 4_000_000 });
  afterEach(() => descant.empty());
  const key = () => ["-H", `Authorization: Bearer ${descant.api.key}`];
  const tracks = () => new URL("/v1/tracks", descant.running.url).href;
  const wait = ["-H", "Prefer: wait=30"];

  it.for([
    ["a form", ["-F", `file=@${SONG}`]],
    ["a form with labels", ["-F", "title=Rosalie", "-F", `file=@${SONG};type=audio/mpeg`, "-F", "artist=Us"]],
    ["a body", ["-H", "Content-Type: audio/mpeg", "--data-binary", `@${SONG}`]],
    ["bytes of no type", ["-H", "Content-Type: application/octet-stream", "--data-binary", `@${SONG}`]],
    ["a file put with POST", ["-X", "POST", "-H", "Content-Type: audio/mpeg", "-T", SONG]],
    ["HTTP 1.0", ["--http1.0", "-H", "Content-Type: audio/mpeg", "--data-binary", `@${SONG}`]],
  ] as const)("uploads %s", async ([, args]) => {
    const { status, body } = await curl([tracks(), ...key(), ...wait, ...args]);
    expect(status, body).toBe(201);
    expect(JSON.parse(body).audio_features).toMatchObject({ key: 7, mode: 1, duration_ms: 12_000 });
  });

  it("uploads what comes through a pipe, whose length nobody knows", async () => {
    const args = ["-X", "POST", "-H", "Content-Type: audio/mpeg", "-T", "-"];
    const { status, body } = await curl([tracks(), ...key(), ...wait, ...args], await readFile(SONG));
    expect(status, body).toBe(201);
    expect(JSON.parse(body).track.audio.size_bytes).toBe((await readFile(SONG)).length);
  });

  it("asks before it sends much, and is told yes", async () => {
    const song = toneWav({ seconds: 20, sampleRate: 44_100, channels: 2 });
    const args = ["-H", "Content-Type: audio/wav", "-H", "Expect: 100-continue", "--data-binary", "@-"];
    const { status, body } = await curl([tracks(), ...key(), ...wait, ...args], song);
    expect(status, body).toBe(201);
  });

  it.for([
    ["in a form", ["-F", "file=@-"]],
    ["as a body", ["-H", "Content-Type: audio/wav", "--data-binary", "@-"]],
    ["through a pipe", ["-X", "POST", "-H", "Content-Type: audio/wav", "-T", "-"]],
  ] as const)("gets its answer when it sends too much %s", async ([, args]) => {
    const large = toneWav({ seconds: 120, sampleRate: 44_100, channels: 2 });
    const { status, body } = await curl([tracks(), ...key(), ...args], large);
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 413, code: "payload_too_large" });
    expect(await descant.stored()).toMatchObject({ tracks: 0, uploads: 0, objects: 0 });
  });

  it("is refused without a key before it has sent a long body", async () => {
    const large = toneWav({ seconds: 20, sampleRate: 44_100, channels: 2 });
    const args = ["-H", "Content-Type: audio/wav", "--data-binary", "@-"];
    const { status, body } = await curl([tracks(), ...args], large);
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 401, code: "unauthenticated" });
  });

  it("fetches a stretch of the sound again", async () => {
    const sent = await curl([tracks(), ...key(), ...wait, "-F", `file=@${SONG}`]);
    const { href } = JSON.parse(sent.body).track.audio;
    const file = path.join(descant.stateFolder, "stretch");
    const { status } = await curl([href, ...key(), "-r", "1000-1999", "-o", file]);
    expect(status).toBe(206);
    expect(Buffer.compare(await readFile(file), (await readFile(SONG)).subarray(1000, 2000))).toBe(0);
  });
});
