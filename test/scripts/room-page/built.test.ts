import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asset, buildAssets } from "../../../scripts/build-assets.ts";
import { words } from "../../../src/collaboration/page/words.ts";

let folder = "";
let assets: Asset[] = [];
const text = (name: string): Promise<string> => readFile(path.join(folder, name), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-rooms-page-"));
  assets = (await buildAssets(folder)).filter((asset) => asset.path.startsWith("/rooms"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const gzipped = (list: Asset[]): number => list.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);

describe("the built page of the rooms", () => {
  it("weighs less than 60 kB on the wire, and the list of rooms less than 15 kB", () => {
    expect(assets.length).toBeGreaterThan(4);
    expect(gzipped(assets)).toBeLessThan(60_000);
    expect(gzipped(assets.filter(({ path }) => !path.startsWith("/rooms/room-")))).toBeLessThan(15_000);
  });

  it("carries nothing inline and asks for nothing elsewhere, so that its policy can forbid both", async () => {
    const html = await text("rooms.html");
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)/);
    for (const [, target] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(target).toMatch(/^\//);
    expect(await text("rooms/rooms.css")).not.toMatch(/https?:|url\(/);
  });

  it("says every sentence from its one file of words", async () => {
    const script = await Promise.all(
      assets.filter(({ path }) => path.endsWith(".js")).map(({ path }) => text(path.slice(1))),
    );
    expect(script.join("")).toContain(words.saving.lostUnsaved);
  });
});

/** WCAG 2 contrast ratio of two `#rrggbb` colours, 1..21. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("people's colours", () => {
  it("carry their names at AA contrast in both themes", async () => {
    const source = await readFile(path.resolve("src/collaboration/page/styles/presence.css"), "utf8");
    const [light = "", dark = ""] = source.split("@media (prefers-color-scheme: dark)");
    for (const theme of [light, dark]) {
      const ground = /--on-person:\s*(#[0-9a-f]{6})/.exec(theme)?.[1] ?? "";
      const colours = [...theme.matchAll(/--person:\s*(#[0-9a-f]{6})/g)].map(([, colour]) => colour!);
      expect(colours).toHaveLength(8);
      for (const colour of colours) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
