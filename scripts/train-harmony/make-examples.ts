// Renders progressions of Billboard songs that teach, distorts them, and writes what train.py learns from:
//   node scripts/train-harmony/make-examples.ts <archive.tar.gz> <folder> [count]
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { mulberry32, type Random } from "../../models/learning/random.ts";
import { arrangements } from "../bench-accuracy/progressions/arrangement.ts";
import { readBillboard } from "../bench-accuracy/progressions/billboard.ts";
import { render } from "../bench-accuracy/progressions/render.ts";

const [archive, folder, count = "300"] = process.argv.slice(2);
if (!archive || !folder) throw new RangeError("Usage: make-examples.ts <archive.tar.gz> <folder> [count]");
// Imported late: recordings.ts teaches Node to load the kernels.
await import("../rhythm-tonal/recordings.ts");
const { TonalAnalyser } = await import("../../src/audio/tonal/index.ts");

/** Tilts the spectrum, overdrives three in ten, adds noise, and turns it down: what recordings differ in and renderings do not. */
function distort(samples: Float32Array, random: Random): Float32Array {
  const tilt = -0.9 + 1.6 * random();
  const drive = random() < 0.3 ? 1 + 5 * random() : 0;
  const noise = 0.3 * 10 ** (-(25 + 50 * random()) / 20);
  const gain = 10 ** ((-25 * random()) / 20);
  let before = 0;
  return samples.map((sample) => {
    let value = sample + (tilt > 0 ? 0.9 * tilt : tilt) * before;
    before = sample;
    if (drive > 0) value = Math.tanh(drive * value) / drive;
    return Math.max(-1, Math.min(1, gain * (value + noise * (2 * random() - 1))));
  });
}

await mkdir(folder, { recursive: true });
const levels = createWriteStream(path.join(folder, "train.u8"));
const index: object[] = [];
const random = mulberry32(5);
let at = 0;
const songs = await readBillboard(archive);
for (const { song, score, seconds, chords, key } of arrangements(
  songs,
  false,
  Number(count),
  18,
  mulberry32(2),
)) {
  const samples = (await render(score, 22_050)).subarray(0, Math.round(seconds * 22_050));
  const analyser = new TonalAnalyser();
  analyser.push(distort(samples, random));
  const { frames, levels: own } = analyser.finish();
  levels.write(own);
  index.push({
    name: song,
    at,
    frames,
    key,
    chords: chords.map((c) => [c.start, c.end, c.root, c.quality, c.bass]),
  });
  at += frames;
}
levels.end();
await writeFile(path.join(folder, "train.idx.json"), JSON.stringify(index));
