import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Random } from "../learning/random.ts";

/** Samples a second of every clip here. */
export const CLIP_RATE = 22_050;

/** One language that espeak-ng speaks and a text in it. */
export interface SpokenText {
  language: string;
  paragraphs: string[];
}

/** Voices of espeak-ng that sound like people; its robots, whispers and effects are left out. */
const VARIANTS = [
  "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5",
  "Andy", "Annie", "Alex", "Alicia", "Belinda", "David", "Gene", "Linda", "Mario", "Michael", "Steph", "klatt2", "klatt4",
]; // biome-ignore format: a list

/** The languages that both espeak-ng and the texts have, in alphabetical order. @throws when espeak-ng is missing */
export function spokenTexts(folder: string): SpokenText[] {
  const { stdout, error } = spawnSync("espeak-ng", ["--voices"], { encoding: "utf8" });
  if (error) throw new Error("espeak-ng is not installed");
  const voices = new Set(
    stdout
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/)[1] ?? ""),
  );
  const found = new Map<string, SpokenText>();
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".html"))
    .sort()) {
    const html = readFileSync(path.join(folder, name), "utf8");
    const tag = /<html[^>]*\slang="([\w-]+)"/.exec(html)?.[1] ?? "";
    const language = [tag, tag.split("-")[0]!].find((candidate) => voices.has(candidate));
    if (!language || found.has(language)) continue;
    const paragraphs = [...html.matchAll(/<p[^>]*>([\s\S]*?)<\/p>/g)]
      .map(([, text]) => text!.replace(/<[^>]+>|\s+/g, " ").trim())
      .filter((text) => text.length > 40);
    if (paragraphs.length >= 10) found.set(language, { language, paragraphs });
  }
  return [...found.values()].sort((a, b) => (a.language < b.language ? -1 : 1));
}

/** Speaks a random paragraph in a random voice, speed and pitch. @returns `seconds` of mono samples, or null when it is too short */
export function speak(
  { language, paragraphs }: SpokenText,
  seconds: number,
  random: Random,
): Float32Array | null {
  const variant = VARIANTS[Math.floor(random() * VARIANTS.length)]!;
  const from = Math.floor(random() * (paragraphs.length - 3));
  const { stdout } = spawnSync(
    "espeak-ng",
    [
      "-v", `${language}+${variant}`,
      "-s", String(Math.round(125 + 70 * random())),
      "-p", String(Math.round(25 + 50 * random())),
      "--stdout",
      paragraphs.slice(from, from + 4).join("\n\n"),
    ], // biome-ignore format: pairs
    { maxBuffer: 1 << 27 },
  );
  const start = stdout.indexOf("data") + 8;
  const samples = Math.floor((stdout.length - start) / 2);
  const wanted = Math.round(seconds * CLIP_RATE);
  if (start < 8 || samples < wanted) return null;
  return Float32Array.from({ length: wanted }, (_, i) => stdout.readInt16LE(start + 2 * i) / 32_768);
}
