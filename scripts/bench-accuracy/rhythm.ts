import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { mean } from "../../models/learning/metrics.ts";
import type { Rhythm } from "../../src/audio/rhythm/index.ts";
import { type Annotation, dominantTempo, readAnnotations } from "../rhythm-tonal/annotations.ts";
import { describe } from "../rhythm-tonal/recordings.ts";
import { isTempo, isTempoOrMultiple } from "../rhythm-tonal/scores.ts";
import { every } from "./frame/every.ts";
import type { Estimates, Peer } from "./peers/estimates.ts";
import type { AccuracyRow } from "./row.ts";
import { scoreEvents } from "./scores/events.ts";
import { parseBeats } from "./scores/parse-beats.ts";

// After recordings.ts, which has Node compile its kernel.
const { analyseRhythm } = await import("../../src/audio/rhythm/index.ts");

const CARD = path.join(import.meta.dirname, "../../models/rhythm/card.json");
const SONG_MAKER = path.join(import.meta.dirname, "../../models/rhythm/make-songs.py");
/** Songs of a seed that nothing was trained on. */
const SONGS = { count: 24, seed: 2 };

const SETS = ["gtzan-mini", "tempo-beats"] as const;

const BEAT_WINDOW = 0.07;
const ONSET_WINDOW = 0.05;

interface Scored {
  annotation: Annotation;
  rhythm: Rhythm;
  truth: { beats: number[]; downbeats: number[]; onsets: number[] } | null;
}

/**
 * Scores tempo, beats, downbeats, metre and onsets on the annotated recordings and on rendered songs. The shipped model has seen the
 * recordings, so that their rows give the cross-validated figure of the model's card beside it.
 *
 * @param data the folder that holds audio/
 * @param kept where rendered songs are kept from run to run
 * @param peers what other programs make of the same files, by the annotations' paths
 * @param step 1 for everything; above that every `step`-th recording of a set and no songs
 * @param tell hears how far it is
 */
export async function scoreRhythm(
  data: string,
  kept: string,
  peers: readonly Peer[] = [],
  step = 1,
  tell: (progress: string) => void = () => {},
): Promise<AccuracyRow[]> {
  const audio = path.join(data, "audio");
  const rows = existsSync(audio) ? await recordingRows(audio, peers, step, tell) : [];
  return step > 1 ? rows : [...rows, ...(await songRows(kept))];
}

/** The files that `scoreRhythm` wants its peers' estimates of. */
export async function rhythmFiles(data: string, step = 1): Promise<string[]> {
  const audio = path.join(data, "audio");
  return existsSync(audio) ? (await annotated(audio, step)).map(({ file }) => file) : [];
}

async function annotated(audio: string, step: number): Promise<Annotation[]> {
  const all = await readAnnotations(audio);
  return SETS.flatMap((set) =>
    every(
      step,
      all.filter((annotation) => annotation.set === set),
    ),
  );
}

async function recordingRows(
  audio: string,
  peers: readonly Peer[],
  step: number,
  tell: (progress: string) => void,
): Promise<AccuracyRow[]> {
  const scored: Scored[] = [];
  for (const annotation of await annotated(audio, step)) {
    const rhythm = analyseRhythm(await describe(annotation.file));
    scored.push({ annotation, rhythm, truth: await truthOf(annotation) });
    tell(`\rrhythm ${scored.length}`);
  }
  const card = JSON.parse(readFileSync(CARD, "utf8")) as { crossValidated: Record<string, number> };
  const row = (
    figure: string,
    set: string,
    rated: readonly Scored[],
    ours: (scored: Scored) => number,
    theirs: ((estimates: Estimates, scored: Scored) => number) | null,
    more: Pick<AccuracyRow, "target" | "baseline"> = {},
  ): AccuracyRow => {
    const others = theirs
      ? peers.flatMap((peer) => {
          const known = rated.filter(({ annotation }) => peer.of.has(annotation.file));
          const value = mean(known.map((one) => theirs(peer.of.get(one.annotation.file)!, one)));
          return known.length > 0 ? [[peer.name, value] as const] : [];
        })
      : [];
    const crossValidated = card.crossValidated[`${figure}, ${set}`];
    return {
      figure,
      set,
      count: rated.length,
      ours: crossValidated ?? null,
      seen: mean(rated.map(ours)),
      peers: Object.fromEntries(others),
      ...more,
      note: "ours: cross-validated by recording over the whole set when the model was trained, from models/rhythm/card.json",
    };
  };

  const rows: AccuracyRow[] = [];
  for (const set of SETS) {
    const these = scored.filter(({ annotation }) => annotation.set === set);
    for (const [figure, right, target] of [
      ["tempo, Acc1", isTempo, 0.7],
      ["tempo, Acc2", isTempoOrMultiple, 0.92],
    ] as const) {
      rows.push(
        row(
          figure,
          set,
          these,
          ({ rhythm, annotation }) => Number(right(rhythm.tempo.bpm, dominantTempo(annotation))),
          ({ bpm }, { annotation }) => Number(right(bpm, dominantTempo(annotation))),
          { target: atLeast(target), baseline: { name: "always 120", value: always120(these, right) } },
        ),
      );
    }
  }
  const tapped = scored.filter(({ truth }) => truth !== null);
  const starts = (list: readonly { start: number }[]) => list.map(({ start }) => start);
  rows.push(
    row(
      "beats, F ±70 ms",
      "tempo-beats",
      tapped,
      ({ truth, rhythm }) => scoreEvents(truth!.beats, starts(rhythm.beats), BEAT_WINDOW).f,
      ({ beats }, { truth }) => scoreEvents(truth!.beats, beats, BEAT_WINDOW).f,
      { target: atLeast(0.8) },
    ),
    row(
      "downbeats, F ±70 ms",
      "tempo-beats",
      tapped,
      ({ truth, rhythm }) => scoreEvents(truth!.downbeats, starts(rhythm.bars), BEAT_WINDOW).f,
      null,
    ),
    row(
      "onsets, F ±50 ms",
      "tempo-beats",
      tapped,
      ({ truth, rhythm }) => scoreEvents(truth!.onsets, rhythm.onsets, ONSET_WINDOW).f,
      ({ onsets }, { truth }) => scoreEvents(truth!.onsets, onsets, ONSET_WINDOW).f,
    ),
    row(
      "beats in a bar",
      "tempo-beats",
      tapped.filter(({ annotation }) => annotation.metre !== null),
      ({ annotation, rhythm }) => Number(rhythm.timeSignature.beats === annotation.metre),
      null,
      {
        baseline: {
          name: "always 4",
          value: mean(
            tapped
              .filter(({ annotation }) => annotation.metre !== null)
              .map(({ annotation }) => Number(annotation.metre === 4)),
          ),
        },
      },
    ),
  );
  return rows;
}

const atLeast = (value: number) => ({ value, better: "higher" as const });

const always120 = (these: readonly Scored[], right: typeof isTempo) =>
  mean(these.map(({ annotation }) => Number(right(120, dominantTempo(annotation)))));

async function truthOf({ set, file }: Annotation): Promise<Scored["truth"]> {
  if (set !== "tempo-beats") return null;
  const base = file.replace(/\.flac$/, "");
  const onsets = (await readFile(`${base}.onsets.txt`, "utf8")).trim().split(/\s+/).map(Number);
  return { ...parseBeats(await readFile(`${base}.beats.txt`, "utf8")), onsets };
}

interface Song {
  metre: number;
  beats: number[];
  downbeats: number[];
}

async function songRows(kept: string): Promise<AccuracyRow[]> {
  const set = "songs rendered with random metres 3-7, tempi and styles, unseen";
  const folder = path.join(kept, `rhythm-songs-${SONGS.seed}`);
  await mkdir(folder, { recursive: true });
  const made = () => readdirSync(folder).filter((name) => name.endsWith(".wav"));
  if (made().length < SONGS.count) {
    const run = spawnSync("python3", [SONG_MAKER, folder, String(SONGS.count), String(SONGS.seed)]);
    if (run.status !== 0) {
      const note = "not measured: python3, fluidsynth or its sound font is missing";
      return [{ figure: "beats, F ±70 ms", set, count: 0, ours: null, note }];
    }
  }
  const scores: { beats: number; downbeats: number; metre: number }[] = [];
  for (const name of made()) {
    const song = JSON.parse(await readFile(path.join(folder, name.replace(".wav", ".json")), "utf8")) as Song;
    const rhythm = analyseRhythm(await describe(path.join(folder, name)));
    // What rings on after the last beat is not annotated.
    const until = song.beats.at(-1)! + BEAT_WINDOW;
    const starts = (list: readonly { start: number }[]) =>
      list.map(({ start }) => start).filter((start) => start < until);
    scores.push({
      beats: scoreEvents(song.beats, starts(rhythm.beats), BEAT_WINDOW).f,
      downbeats: scoreEvents(song.downbeats, starts(rhythm.bars), BEAT_WINDOW).f,
      metre: Number(rhythm.timeSignature.beats === song.metre),
    });
  }
  const row = (figure: string, of: keyof (typeof scores)[number]): AccuracyRow => ({
    figure,
    set,
    count: scores.length,
    ours: mean(scores.map((score) => score[of])),
    note: "in many of them the octave of the tempo is a matter of taste",
  });
  return [
    row("beats, F ±70 ms", "beats"),
    row("downbeats, F ±70 ms", "downbeats"),
    row("beats in a bar", "metre"),
  ];
}
