// Counts how chords follow each other in the Billboard songs that teach (three in four), and writes what decoding needs:
// src/audio/tonal/chord-transitions.ts.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type BillboardSong, isScored, readBillboard } from "../bench-accuracy/progressions/billboard.ts";
import type { Quality } from "../bench-accuracy/progressions/chord-symbols.ts";

const QUALITIES: readonly Quality[] = ["maj", "min", "7", "maj7", "min7"];
/** Counts that every transition has before counting: what was never seen in 550 songs is still possible. */
const PRIOR = 2;

/** For each quality, how often each quality × interval comes next when the chord changes; and how often that is, a beat. */
export function countTransitions(songs: readonly BillboardSong[]) {
  const counts = QUALITIES.map(() => new Array<number>(60).fill(PRIOR));
  let changes = 0;
  let beats = 0;
  for (const { stretches, beats: bar } of songs) {
    for (const { bars } of stretches) {
      const chords = bars.flat();
      beats += bar * bars.length;
      for (let i = 1; i < chords.length; i++) {
        const [from, to] = [chords[i - 1]!, chords[i]!];
        const [a, b] = [QUALITIES.indexOf(from.quality), QUALITIES.indexOf(to.quality)];
        if (from.root === to.root && from.quality === to.quality) continue;
        changes++;
        if (a >= 0 && b >= 0) counts[a]![12 * b + ((to.root - from.root + 12) % 12)]!++;
      }
    }
  }
  // A chord does not change to itself.
  for (const [quality, row] of counts.entries()) row[12 * quality] = 0;
  const shares = counts.map((row) => {
    const sum = row.reduce((a, b) => a + b);
    return row.map((count) => count / sum);
  });
  return { shares, changesPerBeat: changes / beats };
}

if (import.meta.main) {
  const [archive] = process.argv.slice(2);
  if (archive === undefined)
    throw new RangeError("Usage: node scripts/train-harmony/count-transitions.ts <archive.tar.gz>");
  const songs = (await readBillboard(archive)).filter((song) => !isScored(song));
  const { shares, changesPerBeat } = countTransitions(songs);
  const rows = shares.map((row) => `  [${row.map((share) => Number(share.toFixed(4))).join(", ")}],`);
  await writeFile(
    path.join(import.meta.dirname, "../../src/audio/tonal/chord-transitions.ts"),
    `// Made by scripts/train-harmony/count-transitions.ts from ${songs.length} songs of the McGill Billboard annotations (CC0).

/** For major, minor, 7, maj7 and min7: share of the changes that go to quality × 12 + interval of the roots. */
export const CHORD_TRANSITIONS: readonly (readonly number[])[] = [
${rows.join("\n")}
];

/** Share of beats on which the chord changes. */
export const CHANGES_PER_BEAT = ${changesPerBeat.toFixed(3)};
`,
  );
}
