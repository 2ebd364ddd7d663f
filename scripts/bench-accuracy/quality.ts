import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { every } from "./frame/every.ts";
import type { AccuracyRow } from "./row.ts";

type Readings = Record<"integrated" | "shortTermMax" | "truePeak", number | null>;
type Figure = keyof Readings;

const SETS = ["tempo-beats", "gtzan-mini", "emotify"] as const;
/** Short-term loudness and true peak are compared on every eighth file: the peer takes long over them. */
const SAMPLE_EVERY = 8;
const TARGET = 0.1;
const FIGURES: readonly [Figure, label: string, decimals: string][] = [
  ["integrated", "integrated loudness, LU", "three decimals"],
  ["shortTermMax", "short-term loudness maximum, LU", "three decimals"],
  ["truePeak", "true peak, dB", "one decimal"],
];

/**
 * Measures loudness on every recording of the folder, beside ffmpeg's ebur128 filter. Nothing was learned from these
 * files, so there is no split.
 *
 * @param folder holds tempo-beats/, gtzan-mini/ and emotify/
 * @param tell hears of each file that misses the target
 * @param step every how manieth file of a set is measured
 * @returns no rows where ffmpeg or the folder is missing
 */
export async function qualityRows(
  folder: string,
  tell: (line: string) => void = () => {},
  step = 1,
): Promise<AccuracyRow[]> {
  if (spawnSync("ffmpeg", ["-version"]).status !== 0 || !existsSync(folder)) return [];
  const rows: AccuracyRow[] = [];
  for (const set of SETS) {
    const differences: Record<Figure, number[]> = { integrated: [], shortTermMax: [], truePeak: [] };
    const files = every(
      step,
      readdirSync(path.join(folder, set)).filter((name) => /\.(flac|ogg|wav)$/.test(name)),
    );
    for (const [i, name] of files.entries()) {
      const file = path.join(folder, set, name);
      const ours = await measure(file);
      const peer = ffmpegReadings(file, i % SAMPLE_EVERY === 0);
      for (const [figure] of FIGURES) {
        const [a, b] = [ours[figure], peer[figure]];
        if (a === null || b === null) continue;
        differences[figure].push(Math.abs(a - b));
        if (Math.abs(a - b) > TARGET) tell(`${set}/${name}: ${figure} ${a.toFixed(3)}, ffmpeg ${b}`);
      }
    }
    for (const [figure, label, decimals] of FIGURES) {
      const distances = differences[figure];
      if (distances.length === 0) continue;
      const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
      const within = distances.filter((value) => value <= TARGET).length;
      rows.push({
        figure: `${label}: largest distance to ffmpeg's ebur128`,
        set,
        count: distances.length,
        ours: Math.max(...distances),
        // Half a tenth of a true peak's distance is the peer's rounding alone.
        ...(figure !== "truePeak" && { target: { value: TARGET, better: "lower" as const } }),
        note: `${within} of ${distances.length} within ${TARGET}, ${mean.toFixed(3)} on average; ffmpeg says ${decimals} of it`,
      });
    }
  }
  return rows;
}

async function measure(file: string): Promise<Readings> {
  const { decode, DEFAULT_LIMITS, recogniseAudio } = await import("../../src/audio/decode/index.ts");
  const { LoudnessMeter } = await import("../../src/audio/loudness/index.ts");
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  await handle.close();
  const recognition = recogniseAudio(buffer.subarray(0, bytesRead));
  if (recognition.kind !== "audio") throw new Error(`${file}: ${recognition.reason}`);
  const meter = new LoudnessMeter();
  for await (const block of decode(recognition.format, createReadStream(file), DEFAULT_LIMITS)) {
    meter.push(block);
  }
  return meter.finish();
}

/** What ffmpeg says: of integrated and short-term loudness the last and the largest line of its metadata. */
function ffmpegReadings(file: string, thorough: boolean): Readings {
  const filter = `ebur128=metadata=1${thorough ? ":peak=true" : ""},ametadata=mode=print:file=-`;
  const args = ["-hide_banner", "-nostats", "-i", file, "-af", filter, "-f", "null", "-"];
  const { stdout, stderr } = spawnSync("ffmpeg", args, { maxBuffer: 2 ** 28 });
  const text = stdout.toString();
  const valuesOf = (key: string) =>
    [...text.matchAll(new RegExp(`r128\\.${key}=(\\S+)`, "g"))].map(([, v]) => Number(v));
  const peak = /Peak:\s+(\S+)/.exec(stderr.toString().split("Summary:")[1] ?? "")?.[1];
  // Values before 3 s have passed are of shorter windows.
  const shortTerm = valuesOf("S").slice(29);
  return {
    integrated: valuesOf("I").at(-1) ?? null,
    shortTermMax: thorough && shortTerm.length > 0 ? Math.max(...shortTerm) : null,
    truePeak: thorough && peak !== undefined ? Number(peak) : null,
  };
}
