import { makeClips } from "../bench/clips.ts";
import type { Peer } from "./peers/estimates.ts";
import type { AccuracyRow } from "./row.ts";
import { analyseBytes, analyseFile } from "./whole-analysis.ts";

const LONG_SECONDS = 180;

/**
 * How much faster than it plays a recording is analysed: all files together beside the peers, and one of three minutes.
 *
 * @param files what the peers were asked about
 * @param kept where the three minutes are kept from run to run
 */
export async function timeRows(
  files: readonly string[],
  kept: string,
  peers: readonly Peer[],
): Promise<AccuracyRow[]> {
  const rows: AccuracyRow[] = [];
  if (files.length > 0) {
    // Kernels are compiled and code is warm before the clock starts, as librosa's estimates are not timed with its import.
    await analyseFile(files[0]!);
    let seconds = 0;
    const started = performance.now();
    for (const file of files) seconds += (await analyseFile(file)).seconds;
    const took = (performance.now() - started) / 1000;
    const speeds = peers.map(({ name, of }) => {
      const theirs = files.reduce((sum, file) => sum + (of.get(file)?.took ?? Number.NaN), 0);
      return [name, seconds / theirs] as const;
    });
    rows.push({
      figure: "time, × real time",
      set: "annotated recordings, one after another",
      count: files.length,
      ours: seconds / took,
      peers: Object.fromEntries(speeds.filter(([, speed]) => Number.isFinite(speed))),
      digits: 0,
      note: "ours: the whole analysis with decoding; librosa: tempo, beats, onsets and key without decoding; aubio: tempo, beats and onsets, three programs at once, with decoding",
    });
  }
  for (const clip of await makeClips(LONG_SECONDS, kept)) {
    if (clip.format !== "wav" && clip.format !== "mp3") continue;
    const started = performance.now();
    const before = process.cpuUsage();
    await analyseBytes(clip.bytes);
    const took = performance.now() - started;
    const { user, system } = process.cpuUsage(before);
    const byProcessor = (LONG_SECONDS * 1e6) / (user + system);
    rows.push({
      figure: `time, × real time, ${clip.format} of 3 minutes`,
      set: "a rendered song",
      count: 1,
      ours: (LONG_SECONDS * 1000) / took,
      target: { value: 100, better: "higher" },
      digits: 0,
      note: `by the clock, in the load that the first line names; ${byProcessor.toFixed(0)} × by the processor's time; npm run bench measures it in workerd`,
    });
  }
  return rows;
}
