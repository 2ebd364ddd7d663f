import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asset, buildAssets } from "../../scripts/build-assets.ts";

let folder = "";
let assets: Asset[] = [];
const text = (name: string): Promise<string> => readFile(path.join(folder, name), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-assets-"));
  assets = await buildAssets(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** WCAG 2 relative luminance of a `#rrggbb` colour. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast ratio of two colours, 1..21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour tokens of the light and of the dark theme, as the style sheet's source declares them. */
async function themes(): Promise<Record<string, string>[]> {
  const source = await readFile(path.resolve("src/http/page/base.css"), "utf8");
  const blocks = [...source.matchAll(/:root\s*\{([^}]*)\}/g)].map((match) => match[1] ?? "");
  return blocks.map((block) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
    ),
  );
}

describe("the built page", () => {
  it("weighs less than 30 kB on the wire", () => {
    const page = assets.filter(({ path }) => /^\/(index\.html|page\.(js|css))$/.test(path));
    expect(page).toHaveLength(3);
    expect(page.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0)).toBeLessThan(30_000);
  });

  it("names no other host and carries nothing inline, so that its policy can forbid both", async () => {
    for (const name of ["index.html", "docs/index.html"]) {
      const html = await text(name);
      expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)/);
      for (const [, target] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(target).toMatch(/^\//);
    }
    for (const name of ["page.css", "page.js", "docs/docs.js", "docs/docs.css"])
      expect((await text(name)).replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
  });

  it("has every file that its pages ask for", async () => {
    const paths = new Set(assets.map((asset) => asset.path));
    for (const name of ["index.html", "docs/index.html"])
      for (const [, target] of (await text(name)).matchAll(/(?:src|href)="(\/[^"]*\.\w+)"/g))
        if (target !== "/openapi.json") expect(paths).toContain(target);
  });

  it("keeps to WCAG AA contrast in both themes", async () => {
    const both = await themes();
    expect(both).toHaveLength(2);
    for (const {
      paper = "",
      sheet = "",
      ink = "",
      soft = "",
      pencil = "",
      "on-pencil": onPencil = "",
    } of both) {
      for (const ground of [paper, sheet])
        for (const text of [ink, soft, pencil]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(onPencil, pencil)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
