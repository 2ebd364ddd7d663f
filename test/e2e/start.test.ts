import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/serve.ts";
import type { Upload } from "../../src/catalog/contract.ts";
import { Command } from "./command.ts";

const SONG = path.resolve(import.meta.dirname, "../golden/audio/g-major-96.mp3");
const READY = /Descant is running at (\S+)[\s\S]*Your API key +(\S+)[\s\S]*^ +(curl .*)$[\s\S]*Ctrl-C/m;
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

let stateFolder: string;
const running: Command[] = [];

/** Starts a server on the built Workers; what it prints once it is ready. */
async function start(args: string[], env: Record<string, string> = {}) {
  const command = new Command("start.ts", ["--no-build", "--state", stateFolder, ...args], { env });
  running.push(command);
  const [, origin = "", key = "", curl = ""] = await command.printed(READY);
  return { command, origin, key, curl };
}

beforeAll(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), "descant-start-"));
});
afterAll(async () => {
  await Promise.all(running.map((command) => command.stop()));
  await rm(stateFolder, { recursive: true, force: true });
});

describe("npm start", () => {
  it.skipIf(!hasCurl)(
    "prints a curl that works as it is, and keeps its state over a restart, also after a kill",
    async () => {
      const port = await freePort();
      const first = await start(["--port", String(port)]);
      expect(first.origin).toBe(`http://localhost:${port}`);
      const upload = (curl: string): Upload => {
        const { stdout, stderr } = spawnSync("sh", ["-c", curl.replace("song.mp3", `'${SONG}'`)], {
          encoding: "utf8",
        });
        expect(stderr).toBe("");
        return JSON.parse(stdout);
      };
      let uploaded = upload(first.curl);
      // It holds the answer for twenty seconds; who gets none in that time, on a slow machine, asks again.
      while (["queued", "running"].includes(uploaded.task?.status ?? "")) uploaded = upload(first.curl);
      expect(uploaded.audio_features).toMatchObject({ id: uploaded.track.id, key: 7, mode: 1 });
      // Miniflare answers the signal too, with the exit code that shells give it, and may be first.
      expect([0, 143]).toContain((await first.command.stop()).code);

      const movedPort = await freePort();
      const second = await start([], { PORT: String(movedPort) });
      expect(second.origin).toBe(`http://localhost:${movedPort}`);
      expect(second.key).toBe(first.key);
      expect(upload(second.curl).track.id).toBe(uploaded.track.id);

      // Its workerd lives on, has the port and answers, until somebody starts anew.
      await second.command.kill();
      expect((await fetch(`${second.origin}/healthz`)).status).toBe(200);
      const third = await start([], { PORT: String(movedPort) });
      expect(third.origin).toBe(second.origin);
      expect(upload(third.curl).track.id).toBe(uploaded.track.id);
      await third.command.stop();
      await expect(fetch(`${third.origin}/healthz`)).rejects.toThrow();
    },
  );

  it("says that a port is taken, and which to try", async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    try {
      const args = ["--no-build", "--state", stateFolder, "--port", String(port)];
      const { code, stderr } = await new Command("start.ts", args).ended;
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port} is taken`);
      expect(stderr).toContain(`--port ${port + 1}`);
      expect(stderr).not.toContain("    at ");
    } finally {
      other.close();
    }
  });

  it.each(["http", "70000"])("refuses %s as a port", async (port) => {
    const { code, stderr } = await new Command("start.ts", ["--no-build", `--port=${port}`]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`“${port}” is no port`);
  });

  it("refuses a PORT that is none, and explains itself when asked", async () => {
    const refused = await new Command("start.ts", ["--no-build"], { env: { PORT: "music" } }).ended;
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    const help = await new Command("start.ts", ["--help"]).ended;
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("--port");
  });
});
