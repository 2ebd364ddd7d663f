import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/serve.ts";
import { Command } from "./command.ts";
import { useDescant } from "./server.ts";

const GOLDEN = path.resolve(import.meta.dirname, "../golden/audio");
const LARGEST = 1_000_000;
const descant = useDescant({ MAX_UPLOAD_BYTES: LARGEST });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-analyze-"));
  await mkdir(path.join(folder, "album"));
  await copyFile(path.join(GOLDEN, "g-major-96.ogg"), path.join(folder, "album/one.ogg"));
  await copyFile(path.join(GOLDEN, "a-minor-120.flac"), path.join(folder, "album/two.flac"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const analyze = (...args: string[]) => new Command("analyze.ts", args, { folder }).ended;
const there = () => ["--server", descant.running.url.origin, "--key", descant.running.key];

describe("npm run analyze, against a server", () => {
  it("prints a table of a folder's recordings", async () => {
    const { code, stdout, stderr } = await analyze("album", ...there());
    expect(stderr).toContain("album/one.ogg: done");
    expect(code).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^file +length +tempo +key +LUFS +dance/);
    expect(lines[1]).toMatch(/^album\/one\.ogg +0:12 .* G major [●◕◑○] /);
    expect(lines[2]).toMatch(/^album\/two\.flac +0:12 .* A minor [●◕◑○] /);
  });

  it("goes on after what is no recording, and says why in the API's words", async () => {
    await writeFile(path.join(folder, "album/broken.mp3"), "PK\u0003\u0004 is how a zip begins");
    const { code, stdout } = await analyze("album", "gone.mp3", "--json", ...there());
    expect(code).toBe(1);
    const { server, recordings } = JSON.parse(stdout);
    expect(server).toBe(descant.running.url.origin);
    const seen = recordings.map((one: { file: string; error: { code: string } | null }) => [
      one.file,
      one.error?.code,
    ]);
    expect(seen).toEqual([
      ["album/broken.mp3", "unsupported_audio"],
      ["album/one.ogg", undefined],
      ["album/two.flac", undefined],
      ["gone.mp3", "unreadable"],
    ]);
    const [broken, one] = recordings;
    expect(broken.error).toMatchObject({
      message: expect.stringMatching(/\w+/),
      request_id: expect.any(String),
    });
    const { body } = await descant.api.ask<unknown>(`/v1/audio-features/${one.track_id}`);
    expect(one.audio_features).toEqual(body);
  });

  it("stores what it is told of a recording", async () => {
    await analyze("album/one.ogg", "--artist", "The Quiet Engines", "--json", ...there()).then(({ stdout }) =>
      descant.api.ask(`/v1/tracks/${JSON.parse(stdout).recordings[0].track_id}`, { method: "DELETE" }),
    );
    const { stdout } = await analyze("album/one.ogg", "--artist", "The Quiet Engines", "--json", ...there());
    const { body } = await descant.api.ask<{ name: string; artists: { name: string }[] }>(
      `/v1/tracks/${JSON.parse(stdout).recordings[0].track_id}`,
    );
    expect(body).toMatchObject({ name: "one", artists: [{ name: "The Quiet Engines" }] });
  });

  it("hears the refusal of a recording that is too large while it still sends it", async () => {
    const wav = Buffer.alloc(12 * LARGEST);
    wav.write("RIFF\u00ff\u00ff\u00ff\u007fWAVEfmt \u0010\u0000\u0000\u0000", "latin1");
    await writeFile(path.join(folder, "long.wav"), wav);
    const { code, stdout } = await analyze("long.wav", "album/one.ogg", ...there());
    expect(code).toBe(1);
    expect(stdout).toMatch(/^long\.wav +A recording may have 1000000 bytes at the most\.$/m);
    expect(stdout).toMatch(/^album\/one\.ogg +0:12 /m);
  });

  it("says that a key is not known, once", async () => {
    const { code, stderr } = await analyze(
      "album",
      "--server",
      descant.running.url.origin,
      "--key",
      "dsc_wrong",
    );
    expect(code).toBe(1);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("says that nobody answers", async () => {
    const server = `http://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await analyze("album", "--server", server, "--key", "k");
    expect(code).toBe(1);
    expect(stderr).toContain(`No Descant answers at ${server}.`);
  });

  it.each([[[]], [["--colour"]], [["a.mp3", "--server", "nowhere"]]])("ends with 2 on %j", async (args) => {
    const { code, stderr } = await analyze(...args);
    expect(code).toBe(2);
    expect(stderr).toContain("npm run analyze -- --help");
  });
});

describe("npm run analyze, on its own", () => {
  it("starts a Descant for as long as it takes, and keeps what it learned", async () => {
    const env = { PORT: String(await freePort()) };
    const state = path.join(folder, "state");
    const run = async () => {
      const command = new Command("analyze.ts", ["album/one.ogg", "--json", "--state", state], {
        env,
        folder,
      });
      const { code, stdout, stderr } = await command.ended;
      expect(stderr).toContain("Starting Descant");
      expect(code).toBe(0);
      return JSON.parse(stdout);
    };
    const first = await run();
    expect(first.recordings[0].audio_features).toMatchObject({ key: 7, mode: 1 });
    await expect(fetch(first.server)).rejects.toThrow();
    expect((await run()).recordings[0].track_id).toBe(first.recordings[0].track_id);
  });
});
