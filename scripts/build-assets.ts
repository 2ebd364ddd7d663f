import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { en } from "../src/identity/pages/words/en.ts";

const root = path.resolve(import.meta.dirname, "..");
const page = path.join(root, "src/http/page");
const docs = path.join(root, "src/http/docs-page");
const hosted = path.join(root, "src/identity/pages");
const rooms = path.join(root, "src/collaboration/page");

/** The pages of identity: one shell, filled for each with its script. */
const HOSTED_PAGES = Object.keys(en.titles) as (keyof typeof en.titles)[];

/** One file that the gateway serves: its path under the site, and its size in bytes as it is and after gzip. */
export interface Asset {
  path: string;
  bytes: number;
  gzipBytes: number;
}

/** Scalar's self-contained browser bundle; the package's `exports` do not name it, so it is found beside its entry. */
function scalarBundle(): string {
  const entry = createRequire(import.meta.url).resolve("@scalar/api-reference");
  return path.join(path.dirname(entry), "browser/standalone.js");
}

/** HTML without the indentation and the line ends between tags, which nobody sees. */
async function squeezeHtml(from: string, to: string): Promise<void> {
  const html = await readFile(from, "utf8");
  await writeFile(to, html.replaceAll(/\n\s+/g, "\n"));
}

/**
 * Writes the pages of identity into `folder`: an HTML file for each, and in `identity/` a script for each, what the
 * scripts have in common, and the style sheet. Returns the paths of what it wrote, below `folder`.
 */
async function buildHostedPages(options: BuildOptions, folder: string): Promise<string[]> {
  const shell = await readFile(path.join(hosted, "shell.html"), "utf8");
  const fill = (name: keyof typeof en.titles): string =>
    shell
      .replace("{{title}}", en.titles[name])
      .replace("{{page}}", name)
      .replace("{{needsScript}}", en.needsScript)
      .replaceAll(/\n\s+/g, "\n");
  const [{ metafile }] = await Promise.all([
    build({
      ...options,
      entryPoints: [...HOSTED_PAGES.map((name) => `${name}.ts`), "pages.css"].map((name) =>
        path.join(hosted, name),
      ),
      outdir: path.join(folder, "identity"),
      absWorkingDir: folder,
      splitting: true,
      metafile: true,
    }),
    ...HOSTED_PAGES.map((name) => writeFile(path.join(folder, `${name}.html`), fill(name))),
  ]);
  return [...HOSTED_PAGES.map((name) => `${name}.html`), ...Object.keys(metafile?.outputs ?? {}).sort()];
}

/**
 * Writes the page of the rooms into `folder`: one HTML file for all rooms, and in `rooms/` its style sheet and scripts, of
 * which the list of rooms needs the first only. Returns the paths of what it wrote, below `folder`.
 */
async function buildRoomsPage(options: BuildOptions, folder: string): Promise<string[]> {
  const [{ metafile }] = await Promise.all([
    build({
      ...options,
      entryPoints: ["rooms.ts", "rooms.css"].map((name) => path.join(rooms, name)),
      outdir: path.join(folder, "rooms"),
      absWorkingDir: folder,
      splitting: true,
      metafile: true,
    }),
    squeezeHtml(path.join(rooms, "rooms.html"), path.join(folder, "rooms.html")),
  ]);
  return ["rooms.html", ...Object.keys(metafile?.outputs ?? {}).sort()];
}

/**
 * Builds everything that the gateway serves as it lies there into `folder` (`build/assets` of this checkout): the page,
 * those of identity and of the rooms, the API reference with its local copy of Scalar, the icon. Returns what it wrote. Throws esbuild's failure.
 */
export async function buildAssets(folder: string = path.join(root, "build/assets")): Promise<Asset[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, "docs"), { recursive: true });
  const options: BuildOptions = {
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
    logLevel: "warning",
  };
  const [hostedFiles, roomsFiles] = await Promise.all([
    buildHostedPages(options, folder),
    buildRoomsPage(options, folder),
    build({
      ...options,
      entryPoints: [path.join(page, "page.ts"), path.join(page, "page.css")],
      outdir: folder,
    }),
    build({
      ...options,
      entryPoints: [path.join(docs, "docs.ts"), path.join(docs, "docs.css")],
      outdir: path.join(folder, "docs"),
    }),
    squeezeHtml(path.join(page, "index.html"), path.join(folder, "index.html")),
    squeezeHtml(path.join(docs, "docs.html"), path.join(folder, "docs/index.html")),
    copyFile(path.join(page, "favicon.svg"), path.join(folder, "favicon.svg")),
    copyFile(scalarBundle(), path.join(folder, "docs/scalar.js")),
  ]);
  const written = [
    "index.html",
    "page.css",
    "page.js",
    "favicon.svg",
    "docs/index.html",
    "docs/docs.css",
    "docs/docs.js",
    "docs/scalar.js",
    ...hostedFiles,
    ...roomsFiles,
  ];
  return Promise.all(
    written.map(async (name) => {
      const content = await readFile(path.join(folder, name));
      return { path: `/${name}`, bytes: content.length, gzipBytes: gzipSync(content).length };
    }),
  );
}

if (import.meta.main) {
  for (const asset of await buildAssets()) {
    console.log(
      `${asset.path.padEnd(28)} ${String(asset.bytes).padStart(9)} bytes ${String(asset.gzipBytes).padStart(9)} gzip`,
    );
  }
}
