import { readdirSync } from "node:fs";
import path from "node:path";
import { mean, quantile } from "../../models/learning/metrics.ts";
import { coarseMel, sectionsOf } from "../../src/audio/structure/index.ts";
import { describe } from "../rhythm-tonal/recordings.ts";
import { fadeErrors } from "./fades/applied-fades.ts";
import { lackForRendering, type RenderedSong, renderSongs } from "./rendered-songs/render.ts";
import { boundaryScore, equalSections } from "./scores/boundaries.ts";

/** One line of the accuracy table. */
export interface AccuracyRow {
  figure: string;
  set: string;
  count: number;
  ours: string;
  baseline: string;
  notes: string;
}

/** Songs that parameters were chosen on, and others that are reported. */
const SONGS = { choose: 24, report: 36 };

/** Equal sections as long as the annotated ones of the songs for choosing are on average, in seconds. */
const USUAL_SECONDS = 21;

const AUDIO_SETS = ["emotify", "gtzan-mini", "tempo-beats"];

/**
 * Scores sections on rendered songs and fades on real clips. What lacks its data or tools becomes a row that says so.
 *
 * @param data the folder that holds audio/ and symbolic/
 * @param kept where rendered songs are kept from run to run
 */
export async function scoreStructure(data: string, kept: string): Promise<AccuracyRow[]> {
  return [...(await sectionRows(data, kept)), ...(await fadeRows(data))];
}

async function sectionRows(data: string, kept: string): Promise<AccuracyRow[]> {
  const archive = path.join(data, "symbolic/mcgill_billboard_salami_chords.tar.gz");
  const lack = lackForRendering(archive);
  const figure = "section boundaries, F";
  if (lack)
    return [
      { figure, set: "rendered songs", count: 0, ours: "", baseline: "", notes: `not measured: ${lack}` },
    ];
  const songs: SongScore[] = [];
  for (const song of await renderSongs(archive, kept, SONGS)) songs.push(await scoreSong(song));
  return (["report", "choose"] as const).flatMap((set) => {
    const these = songs.filter((song) => song.set === set);
    const name = `${these.length} songs rendered from annotations${set === "choose" ? ", which parameters were chosen on" : ""}`;
    return ([3, 0.5] as const).map((tolerance) => {
      const average = (of: "ours" | "withBars" | "baseline") =>
        mean(these.map((song) => song[of](tolerance))).toFixed(3);
      return {
        figure: `${figure} ±${tolerance} s`,
        set: name,
        count: these.length,
        ours: average("ours"),
        baseline: `${average("baseline")} (equal sections of ${USUAL_SECONDS} s)`,
        notes: `${average("withBars")} when the true bars are given; ${mean(these.map((song) => song.found)).toFixed(1)} sections found, ${mean(these.map((song) => song.annotated)).toFixed(1)} annotated`,
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

async function fadeRows(data: string): Promise<AccuracyRow[]> {
  const files = AUDIO_SETS.flatMap((set) => {
    const folder = path.join(data, "audio", set);
    try {
      return readdirSync(folder)
        .filter((name) => /\.(flac|ogg)$/.test(name))
        .sort()
        .map((name) => path.join(folder, name));
    } catch {
      return [];
    }
  });
  if (files.length === 0) {
    return [
      {
        figure: "fades",
        set: "real clips",
        count: 0,
        ours: "",
        baseline: "",
        notes: "not measured: no audio",
      },
    ];
  }
  // Thresholds were set with the even ones in view; the odd ones are reported.
  const reported = files.filter((_, index) => index % 2 === 1);
  const errors: number[] = [];
  let applied = 0;
  let unfaded = 0;
  let invented = 0;
  for (const file of reported) {
    const { rms, frameRate, seconds } = await describe(file);
    const score = fadeErrors(rms, frameRate, seconds);
    unfaded += 2;
    invented += score.invented;
    applied += score.applied;
    errors.push(...score.errors);
  }
  return [
    {
      figure: "fades: found, median and 90 % error",
      set: `${reported.length} real clips with fades of 2, 4 and 8 s applied`,
      count: applied,
      ours: `${(errors.length / applied).toFixed(2)} found, ${quantile(errors, 0.5).toFixed(2)} s, ${quantile(errors, 0.9).toFixed(2)} s`,
      baseline: "0 found (always answering none)",
      notes: `${invented} of ${unfaded} ends of the untouched clips are called fades; some of these may be`,
    },
  ];
}
