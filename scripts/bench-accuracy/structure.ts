import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { mean, quantile } from "../../models/learning/metrics.ts";
import { coarseMel, sectionsOf } from "../../src/audio/structure/index.ts";
import { describe } from "../rhythm-tonal/recordings.ts";
import { fadeErrors } from "./fades/applied-fades.ts";
import { every } from "./frame/every.ts";
import { lackForRendering, type RenderedSong, renderSongs } from "./rendered-songs/render.ts";
import type { AccuracyRow } from "./row.ts";
import { boundaryScore, equalSections } from "./scores/boundaries.ts";

/** Songs that parameters were chosen on, and others that are reported. */
const SONGS = { choose: 24, report: 36 };

/** Equal sections as long as the annotated ones of the songs for choosing are on average, in seconds. */
const USUAL_SECONDS = 21;

const AUDIO_SETS = ["emotify", "gtzan-mini", "tempo-beats"];

/**
 * Scores sections on rendered songs and fades on real clips.
 *
 * @param data the folder that holds audio/ and symbolic/
 * @param kept where rendered songs are kept from run to run
 * @param tell hears why something was not measured
 * @param step 1 for everything; above that every `step`-th clip and no songs
 */
export async function structureRows(
  data: string,
  kept: string,
  tell: (line: string) => void = () => {},
  step = 1,
): Promise<AccuracyRow[]> {
  const sections = step > 1 ? [] : await sectionRows(data, kept, tell);
  return [...sections, ...(await fadeRows(data, tell, step))];
}

async function sectionRows(data: string, kept: string, tell: (line: string) => void): Promise<AccuracyRow[]> {
  const archive = path.join(data, "symbolic/mcgill_billboard_salami_chords.tar.gz");
  const lack = lackForRendering(archive);
  if (lack) {
    tell(`Sections were not scored: ${lack}.`);
    return [];
  }
  const songs: SongScore[] = [];
  for (const song of await renderSongs(archive, kept, SONGS)) songs.push(await scoreSong(song));
  return (["report", "choose"] as const).flatMap((set) => {
    const these = songs.filter((song) => song.set === set);
    const average = (of: (song: SongScore) => number) => mean(these.map(of));
    return ([3, 0.5] as const).map((tolerance): AccuracyRow => {
      const withBars = average((song) => song.withBars(tolerance)).toFixed(3);
      const found = average((song) => song.found).toFixed(1);
      const annotated = average((song) => song.annotated).toFixed(1);
      return {
        figure: `section boundaries, F within ${tolerance} s`,
        set: set === "report" ? "rendered songs" : "rendered songs that parameters were chosen on",
        count: these.length,
        ours: average((song) => song.ours(tolerance)),
        baseline: {
          name: `equal sections of ${USUAL_SECONDS} s`,
          value: average((song) => song.baseline(tolerance)),
        },
        note: `${withBars} when the true bars are given; ${found} sections a song, annotated ${annotated}`,
      };
    });
  });
}

interface SongScore {
  set: RenderedSong["set"];
  annotated: number;
  found: number;
  ours: (tolerance: number) => number;
  withBars: (tolerance: number) => number;
  baseline: (tolerance: number) => number;
}

async function scoreSong({ song, file, set }: RenderedSong): Promise<SongScore> {
  const result = await describe(file);
  const sound = { ...result, mel: coarseMel(result.logMel) };
  const inside = (starts: readonly number[]) => starts.filter((at) => at > 1 && at < sound.seconds - 1);
  const truth = inside(song.sections.map(({ start }) => start));
  const startsOf = (bars: readonly number[]) => inside(sectionsOf(sound, bars).map(({ start }) => start));
  const ours = startsOf([]);
  const withBars = startsOf(song.bars);
  const equal = equalSections(sound.seconds, Math.round(sound.seconds / USUAL_SECONDS));
  return {
    set,
    annotated: truth.length + 1,
    found: ours.length + 1,
    ours: (tolerance) => boundaryScore(truth, ours, tolerance).f,
    withBars: (tolerance) => boundaryScore(truth, withBars, tolerance).f,
    baseline: (tolerance) => boundaryScore(truth, equal, tolerance).f,
  };
}

async function fadeRows(data: string, tell: (line: string) => void, step: number): Promise<AccuracyRow[]> {
  const folders = AUDIO_SETS.map((set) => path.join(data, "audio", set)).filter((folder) =>
    existsSync(folder),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(flac|ogg)$/.test(name))
      .sort()
      .map((name) => path.join(folder, name)),
  );
  if (files.length === 0) {
    tell("Fades were not scored: there are no recordings.");
    return [];
  }
  // Thresholds were set with the even ones in view; the odd ones are reported.
  const reported = every(
    step,
    files.filter((_, index) => index % 2 === 1),
  );
  const errors: number[] = [];
  let applied = 0;
  let invented = 0;
  for (const file of reported) {
    const { rms, frameRate, seconds } = await describe(file);
    const score = fadeErrors(rms, frameRate, seconds);
    invented += score.invented;
    applied += score.applied;
    errors.push(...score.errors);
  }
  const set = "clips with fades of 2, 4 and 8 s applied";
  return [
    {
      figure: "fades found",
      set,
      count: applied,
      ours: errors.length / applied,
      baseline: { name: "never a fade", value: 0 },
    },
    {
      figure: "fades found: median error, s",
      set,
      count: errors.length,
      ours: quantile(errors, 0.5),
      digits: 2,
      note: `9 in 10 within ${quantile(errors, 0.9).toFixed(1)} s`,
    },
    {
      figure: "ends called fades where none was applied",
      set: "the same clips untouched",
      count: 2 * reported.length,
      ours: invented / (2 * reported.length),
      note: "cut out of songs, mostly; a few may fade by themselves",
    },
  ];
}
