import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { mean } from "../../models/learning/metrics.ts";
import { readAnnotations } from "../rhythm-tonal/annotations.ts";
import { isTempo } from "../rhythm-tonal/scores.ts";
// First of all they teach Node to load weights and kernels; what needs them is imported after them.
import "./models-in-node.ts";
import type { TrackAnalysis } from "../../src/audio/index.ts";
import { floatWav } from "./robustness/float-wav.ts";
import { type Source, TREATMENTS, type Treatment } from "./robustness/treatments.ts";
import type { AccuracyRow } from "./row.ts";
import { type ChordScores, chordScores, joinScores } from "./scores/chords.ts";
import { scoreEvents } from "./scores/events.ts";
import { analyseBytes, decodeBytes, fingerprintBytes } from "./whole-analysis.ts";

const { matchFingerprints } = await import("../../src/audio/fingerprint/compare/index.ts");
const { ATTRIBUTES, createAttributesModel, createGenreModel } = await import("../../src/ai/index.ts");

/** Clips of each set that are treated. */
const CLIPS = 15;
const BEAT_WINDOW = 0.07;

interface Heard extends Omit<TrackAnalysis, "waveform" | "spectrogram"> {
  attributes: Record<string, number>;
  genre: string;
  hashes: Uint32Array;
}

/**
 * How much every figure moves when a recording is treated: against what we say of the recording itself, right or wrong.
 *
 * @param audio holds gtzan-mini/ and tempo-beats/
 * @param step every how manieth of the chosen clips is treated
 * @param tell hears how far it is
 * @returns no rows where ffmpeg is missing
 */
export async function robustnessRows(
  audio: string,
  step: number,
  tell: (progress: string) => void,
): Promise<AccuracyRow[]> {
  if (spawnSync("ffmpeg", ["-version"]).status !== 0) return [];
  const annotations = await readAnnotations(audio);
  const files = (["gtzan-mini", "tempo-beats"] as const).flatMap((set) => {
    const these = annotations.filter((annotation) => annotation.set === set);
    const stride = Math.max(1, Math.floor(these.length / CLIPS)) * step;
    return these.filter((_, i) => i % stride === 0).slice(0, CLIPS);
  });
  const models = { attributes: createAttributesModel(), genre: createGenreModel() };
  const hear = async (bytes: Uint8Array): Promise<Heard> => {
    const { waveform, spectrogram, ...analysis } = await analyseBytes(bytes);
    const { values } = await models.attributes.predict(analysis.descriptors);
    const { labels } = await models.genre.predict(analysis.descriptors);
    return {
      ...analysis,
      attributes: values,
      genre: labels[0]!.label,
      hashes: await fingerprintBytes(bytes),
    };
  };
  const pairs: { before: Heard; after: Heard }[][] = TREATMENTS.map(() => []);
  for (const [i, { file }] of files.entries()) {
    const source: Source = { file, ...(await decodeBytes(await readFile(file))) };
    const before = await hear(floatWav(source.channels, source.sampleRate));
    for (const [k, treatment] of TREATMENTS.entries()) {
      pairs[k]!.push({ before, after: await hear(treatment.bytes(source)) });
    }
    tell(`\rrobustness ${i + 1} of ${files.length}`);
  }
  return TREATMENTS.flatMap((treatment, k) => rowsOf(treatment, pairs[k]!));
}

function rowsOf(treatment: Treatment, pairs: readonly { before: Heard; after: Heard }[]): AccuracyRow[] {
  const { name, gain, until } = treatment;
  const row = (figure: string, values: readonly number[], digits = 2): AccuracyRow => ({
    figure,
    set: name,
    count: values.length,
    ours: values.length === 0 ? null : mean(values),
    digits,
  });
  const share = (same: (before: Heard, after: Heard) => boolean) =>
    pairs.map(({ before, after }) => Number(same(before, after)));
  const moved = (of: (heard: Heard) => number | null, wanted = 0) =>
    pairs.flatMap(({ before, after }) => {
      const [a, b] = [of(before), of(after)];
      return a === null || b === null ? [] : [Math.abs(b - a - wanted)];
    });
  const starts = ({ rhythm }: Heard) =>
    rhythm.beats.map(({ start }) => start).filter((start) => start < (until ?? Number.POSITIVE_INFINITY));
  const beats = pairs.flatMap(({ before, after }) =>
    starts(before).length === 0 ? [] : [scoreEvents(starts(before), starts(after), BEAT_WINDOW).f],
  );
  const chords: ChordScores = joinScores(
    pairs.map(({ before, after }) =>
      chordScores(chordsOf(before, after.seconds), chordsOf(after, after.seconds)),
    ),
  );
  return [
    row(
      "tempo, share within 4 %",
      share(({ rhythm }, after) =>
        rhythm.tempo.bpm === null
          ? after.rhythm.tempo.bpm === null
          : isTempo(after.rhythm.tempo.bpm, rhythm.tempo.bpm),
      ),
    ),
    row("beats, F against those before", beats),
    row(
      "key, share the same",
      share(
        ({ harmony: { key } }, after) =>
          after.harmony.key.key === key.key && after.harmony.key.mode === key.mode,
      ),
    ),
    {
      ...row("chords, share of time with the same major or minor", []),
      count: pairs.length,
      ours: chords.majMin,
    },
    row(
      "loudness beyond the gain, LU",
      moved(({ loudness }) => loudness.integrated, gain),
    ),
    ...ATTRIBUTES.map((attribute) =>
      row(
        `${attribute}, mean change`,
        moved(({ attributes }) => attributes[attribute]!),
        3,
      ),
    ),
    row(
      "genre, share with the same likeliest",
      share(({ genre }, after) => after.genre === genre),
    ),
    row(
      "fingerprint, share that matches",
      share(({ hashes }, after) => matchFingerprints(after.hashes, hashes) !== null),
    ),
    row(
      "vocal, mean change",
      moved(({ voice }) => voice.vocal.probability),
    ),
    row(
      "quality score, mean change in points",
      moved(({ quality }) => quality.score.value),
      1,
    ),
    row(
      "segments, mean change of their number in %",
      pairs.map(({ before, after }) => {
        const many = before.segments.filter(({ start }) => start < after.seconds).length;
        return 100 * Math.abs(after.segments.length / many - 1);
      }),
      1,
    ),
  ];
}

function chordsOf({ harmony }: Heard, end: number) {
  return harmony.chords
    .filter(({ start }) => start < end)
    .map((chord) => ({ ...chord, end: Math.min(end, chord.start + chord.duration) }));
}
