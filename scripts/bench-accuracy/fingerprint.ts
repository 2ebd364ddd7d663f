import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compareBits, fpcalc, listen } from "./fingerprints/listen.ts";
import { TRANSFORMATIONS, transform } from "./fingerprints/transformations.ts";
import type { AccuracyRow } from "./row.ts";

const SETS = ["tempo-beats", "gtzan-mini", "emotify"] as const;
/** Clips of a set that are re-encoded and looked up; a fixed step through the folder, so that none is picked. */
const CLIPS = 26;
const TARGET = 0.9999;

/**
 * Measures fingerprints: agreement with fpcalc, bit by bit, and how often other copies of a recording are found among all
 * the others. Nothing was learned from these files but the resampler's three settings, which 25 of tempo-beats and
 * gtzan-mini served to choose.
 * @param folder holds tempo-beats/, gtzan-mini/ and emotify/
 * @param most clips of a set at the most
 * @returns no rows where ffmpeg, fpcalc or the folder is missing
 */
export async function fingerprintRows(folder: string, most = CLIPS): Promise<AccuracyRow[]> {
  const missing = ["ffmpeg", "fpcalc"].some((tool) => spawnSync("which", [tool]).status !== 0);
  if (missing || !existsSync(folder)) return [];
  const rows: AccuracyRow[] = [];
  const clips: { file: string; hashes: Uint32Array }[] = [];
  for (const set of SETS) {
    const chosen = clipsOf(path.join(folder, set), most);
    clips.push(...(await agreement(rows, set, chosen)));
  }
  await recall(rows, clips);
  return rows;
}

function clipsOf(folder: string, most: number): string[] {
  const files = readdirSync(folder).filter((name) => /\.(flac|ogg|wav)$/.test(name));
  const step = Math.max(1, Math.floor(files.length / most));
  return files
    .filter((_, i) => i % step === 0)
    .slice(0, most)
    .map((name) => path.join(folder, name));
}

async function agreement(rows: AccuracyRow[], set: string, files: string[]) {
  const { compress } = await import("../../src/audio/fingerprint/compare/index.ts");
  const clips: { file: string; hashes: Uint32Array }[] = [];
  let [differing, compared, lengths, compressed] = [0, 0, 0, 0];
  for (const file of files) {
    const { hashes } = await listen(file);
    const peer = fpcalc(file);
    const bits = compareBits(hashes, peer.hashes);
    differing += bits.differing;
    compared += bits.compared;
    if (hashes.length === peer.hashes.length) lengths++;
    if (compress(peer.hashes) === peer.compressed) compressed++;
    clips.push({ file, hashes });
  }
  rows.push({
    figure: "fingerprint, share of bits equal to fpcalc's",
    set,
    count: files.length,
    ours: compared === 0 ? null : 1 - differing / compared,
    target: { value: TARGET, better: "higher" },
    digits: 6,
    note: `${differing} of ${compared} bits differ; ${lengths} of ${files.length} have as many hashes; the compressed form of fpcalc's hashes is fpcalc's for ${compressed}`,
  });
  return clips;
}

/** Looks every transformed copy up among all clips, with the index's keys and the matcher as the gateway has them. */
async function recall(rows: AccuracyRow[], clips: { file: string; hashes: Uint32Array }[]): Promise<void> {
  const { matchFingerprints } = await import("../../src/audio/fingerprint/compare/index.ts");
  const { keysToAsk, keysToStore } = await import("../../src/fingerprints/index-keys.ts");
  const index = clips.map(({ hashes }) => new Set(keysToStore(hashes)));
  const folder = mkdtempSync(path.join(tmpdir(), "descant-fingerprints-"));
  let [falseMatches, falseByBits, pairs] = [0, 0, 0];
  try {
    for (const [which, { name }] of TRANSFORMATIONS.entries()) {
      let [found, first] = [0, 0];
      const errors: number[] = [];
      for (const [own, { file }] of clips.entries()) {
        const { hashes } = await listen(transform(file, which, folder));
        const asked = keysToAsk(hashes);
        const matches = clips.flatMap(({ hashes: other }, i) => {
          const match = matchFingerprints(hashes, other);
          const votes = asked.filter((key) => index[i]!.has(key)).length;
          if (i !== own && match) falseByBits++;
          return match && votes > 1 ? [{ ...match, i }] : [];
        });
        matches.sort((a, b) => b.score - a.score);
        if (matches[0]?.i === own) first++;
        const right = matches.find(({ i }) => i === own);
        if (right) {
          found++;
          errors.push(right.bitErrorRate);
        }
        falseMatches += matches.filter(({ i }) => i !== own).length;
        pairs += clips.length - 1;
      }
      const mean = errors.reduce((sum, rate) => sum + rate, 0) / Math.max(1, errors.length);
      rows.push({
        figure: "fingerprint, copies found among all clips",
        set: name,
        count: clips.length,
        ours: found / clips.length,
        note: `${first} of ${clips.length} first; ${(100 * mean).toFixed(2)} % of bits differ on average`,
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  rows.push({
    figure: "fingerprint, false matches",
    set: "all transformations",
    count: pairs,
    ours: falseMatches / pairs,
    digits: 6,
    note: `${falseMatches} of ${pairs} pairs of different clips; ${falseByBits} when every pair is compared, without the index`,
  });
}
