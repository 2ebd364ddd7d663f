import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { featuresCommand, shellQuote, uploadCommand } from "../../../src/http/page/curl.ts";

const ORIGIN = "http://127.0.0.1:8787";

/** The words that a POSIX shell makes of a command line whose program is replaced by one that prints its arguments. */
function shellWords(command: string, environment: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const env = { ...environment, PATH: process.env.PATH ?? "" };
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8", env }).split("\0").slice(0, -1);
}

describe("the curl that the page shows", () => {
  it("leaves the key to the shell when it is shown, and carries it when it is copied so", () => {
    const shown = uploadCommand(ORIGIN, "song.mp3", null);
    expect(shown).not.toContain("dsc_");
    const authorization = "Authorization: Bearer dsc_secret";
    expect(shellWords(shown, { DESCANT_KEY: "dsc_secret" })).toContain(authorization);
    expect(shellWords(uploadCommand(ORIGIN, "song.mp3", "dsc_secret"))).toContain(authorization);
    expect(shellWords(featuresCommand(ORIGIN, "abc", "dsc_secret"))).toEqual([
      `${ORIGIN}/v1/audio-features/abc`,
      "-H",
      authorization,
    ]);
  });

  it("never puts a key into the address", () => {
    for (const command of [uploadCommand(ORIGIN, "a", "dsc_k"), featuresCommand(ORIGIN, "a", "dsc_k")])
      expect(shellWords(command)[0]).not.toMatch(/dsc_|\?/);
  });

  it("gives curl the file name that was dropped, whatever is in it", () => {
    const names = fc.stringMatching(/^[ -~é♭]{1,30}$/);
    fc.assert(
      fc.property(names, (name) => {
        const form = shellWords(uploadCommand(ORIGIN, name, null), { DESCANT_KEY: "" }).at(-1) ?? "";
        const quoted = form.slice('file=@"'.length, -1);
        expect(form.startsWith('file=@"') && form.endsWith('"')).toBe(true);
        expect(quoted.replaceAll(/\\(["\\])/g, "$1")).toBe(name);
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it("quotes the quote", () => {
    expect(shellQuote("it's")).toBe("'it'\\''s'");
  });
});
