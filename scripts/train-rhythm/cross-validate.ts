// Scores the whole rhythm analysis by cross-validation, and fits what is fitted after the network: the tempo's weights and the
// calibrations; writes the scores to card.json. Every recording is analysed by a network and by tempo weights that have not seen it.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Activation } from "../../src/audio/rhythm/activation-network.ts";
import { bassOnsetStrength } from "../../src/audio/rhythm/bass-onset-strength.ts";
import { logOdds } from "../../src/audio/rhythm/intervals.ts";
import { detectOnsets } from "../../src/audio/rhythm/onset-detector.ts";
import type { Rhythm, RhythmInput } from "../../src/audio/rhythm/rhythm.ts";
import { spectralChange } from "../../src/audio/rhythm/spectral-change.ts";
import { pulseOf } from "../../src/audio/rhythm/tempo-curve.ts";
import { tempoSignals } from "../../src/audio/rhythm/tempo-evidence.ts";
import { metreProbabilities } from "../../src/audio/rhythm/time-signature.ts";
import { scoreEvents } from "../bench-accuracy/scores/events.ts";
import { parseBeats } from "../bench-accuracy/scores/parse-beats.ts";
import { type Annotation, dominantTempo, readAnnotations } from "../rhythm-tonal/annotations.ts";
import { describe } from "../rhythm-tonal/recordings.ts";
import {
  brierScore,
  isTempo,
  isTempoOrMultiple,
  mean,
  type Outcome,
  plattScaling,
  reliability,
} from "../rhythm-tonal/scores.ts";
import { fitConditionalLogit } from "./conditional-logit.ts";
import { applyTempo, crossValidateTempo, fitTempo, type TempoExample, tempoExample } from "./fit-tempo.ts";
import { readTrained } from "./trained.ts";

// After recordings.ts, which has Node compile their kernel.
const { activationOf } = await import("../../src/audio/rhythm/activation.ts");
const { countBars, downbeatOdds } = await import("../../src/audio/rhythm/bars.ts");
const { largestNear } = await import("../../src/audio/rhythm/beats.ts");
const { analyseRhythm } = await import("../../src/audio/rhythm/rhythm.ts");

const HELP = "Usage: node scripts/train-rhythm/cross-validate.ts <trained> <folder of audio sets>";

/** Its figures are written anew. */
const CARD = path.join(import.meta.dirname, "../../models/rhythm/card.json");

interface Recording {
  annotation: Annotation;
  name: string;
  fold: string;
  input: RhythmInput;
  bass: Float32Array;
  activation: Activation;
  example: TempoExample;
  truth: { beats: number[]; downbeats: number[]; onsets: number[] } | null;
}

async function readRecordings(trained: string, audio: string): Promise<Recording[]> {
  const folds: Record<string, string[]> = JSON.parse(
    await readFile(path.join(trained, "folds.json"), "utf8"),
  );
  const recordings: Recording[] = [];
  for (const annotation of await readAnnotations(audio)) {
    const name = path.basename(annotation.file, ".flac");
    const fold = Object.keys(folds).find((key) => folds[key]!.includes(name));
    if (fold === undefined) throw new Error(`${name} is in no fold`);
    const { onsetEnvelope, frameRate, logMel, frames, seconds } = await describe(annotation.file);
    const decibels = logMel.read(0, frames);
    const { bands } = logMel;
    const read = (start: number, count: number) => decibels.subarray(start * bands, (start + count) * bands);
    const input = { onsetEnvelope, frameRate, logMel: { bands, frames, read }, seconds };
    const bass = bassOnsetStrength(input.logMel);
    const activation = activationOf(
      input.logMel,
      await readTrained(path.join(trained, `weights-${fold}.json`)),
    );
    const example = tempoExample(annotation, tempoSignals(onsetEnvelope, frameRate, bass, activation.beat));
    const base = annotation.file.replace(/\.flac$/, "");
    const truth =
      annotation.set === "tempo-beats"
        ? {
            ...parseBeats(await readFile(`${base}.beats.txt`, "utf8")),
            onsets: (await readFile(`${base}.onsets.txt`, "utf8")).trim().split(/\s+/).map(Number),
          }
        : null;
    recordings.push({ annotation, name, fold, input, bass, activation, example, truth });
  }
  return recordings;
}

/** Binary logistic regression: the first of two candidates has the features, the other none. */
function fitLogistic(rows: readonly number[][], labels: readonly boolean[]): number[] {
  const examples = rows.map((row, i) => ({
    features: Float64Array.from([...row, ...row.map(() => 0)]),
    target: Float64Array.from(labels[i] ? [1, 0] : [0, 1]),
  }));
  return [
    ...fitConditionalLogit(
      examples,
      rows[0]!.map(() => 0.01),
    ),
  ].map((w) => Number(w.toFixed(3)));
}

const near = (times: readonly number[], time: number) =>
  times.some((other) => Math.abs(other - time) <= 0.07);

function report(title: string, outcomes: readonly Outcome[], bins: number): void {
  console.log(`${title}: Brier ${brierScore(outcomes).toFixed(3)}`);
  console.table(reliability(outcomes, bins));
}

async function main([trained, audio]: string[]): Promise<number> {
  if (trained === undefined || audio === undefined) {
    console.error(HELP);
    return 2;
  }
  const recordings = await readRecordings(trained, audio);
  const folds = [...new Set(recordings.map(({ fold }) => fold))];
  const tempoOutcomes: Outcome[] = [];
  const results: { recording: Recording; rhythm: Rhythm }[] = [];
  for (const fold of folds) {
    const activation = await readTrained(path.join(trained, `weights-${fold}.json`));
    const seen = recordings.filter((recording) => recording.fold !== fold).map(({ example }) => example);
    const tempo = [...fitTempo(seen)];
    for (const recording of recordings.filter((r) => r.fold === fold)) {
      tempoOutcomes.push(...applyTempo([recording.example], tempo));
      results.push({ recording, rhythm: analyseRhythm(recording.input, { activation, tempo }) });
    }
  }

  const repeated = crossValidateTempo(recordings.map(({ example }) => example));
  const crossValidated: Record<string, number> = {};
  const note = (figure: string, value: number) => {
    crossValidated[figure] = Number(value.toFixed(3));
    console.log(figure, value.toFixed(3));
  };
  for (const set of ["gtzan-mini", "tempo-beats"]) {
    const outcomes = repeated.filter(({ annotation }) => annotation.set === set);
    note(`tempo, Acc1, ${set}`, mean(outcomes.map(({ right }) => Number(right))));
    note(`tempo, Acc2, ${set}`, mean(outcomes.map(({ octaveRight }) => Number(octaveRight))));
  }
  for (const set of ["gtzan-mini", "tempo-beats"]) {
    const of = results.filter(({ recording }) => recording.annotation.set === set);
    const share = (right: (bpm: number | null, truth: number) => boolean) =>
      mean(
        of.map(({ recording, rhythm }) =>
          Number(right(rhythm.tempo.bpm, dominantTempo(recording.annotation))),
        ),
      );
    console.log(set, "Acc1", share(isTempo).toFixed(3), "Acc2", share(isTempoOrMultiple).toFixed(3));
  }
  const annotated = results.flatMap(({ recording, rhythm }) =>
    recording.truth ? [{ recording, rhythm, truth: recording.truth }] : [],
  );
  const score = (
    window: number,
    of: (row: (typeof annotated)[number]) => [readonly number[], readonly number[]],
  ) => mean(annotated.map((row) => scoreEvents(...of(row), window).f));
  note(
    "beats, F ±70 ms, tempo-beats",
    score(0.07, ({ truth, rhythm }) => [truth.beats, rhythm.beats.map((b) => b.start)]),
  );
  note(
    "downbeats, F ±70 ms, tempo-beats",
    score(0.07, ({ truth, rhythm }) => [truth.downbeats, rhythm.bars.map((b) => b.start)]),
  );
  note(
    "onsets, F ±50 ms, tempo-beats",
    score(0.05, ({ truth, rhythm }) => [truth.onsets, rhythm.onsets]),
  );
  note(
    "onsets of the envelope alone, F ±50 ms, tempo-beats",
    score(0.05, ({ truth, recording }) => [
      truth.onsets,
      detectOnsets(recording.input.onsetEnvelope, recording.input.frameRate),
    ]),
  );
  const metres = annotated.filter(({ recording }) => recording.annotation.metre !== null);
  const metreOutcomes = metres.map(({ recording, rhythm }) => ({
    confidence: rhythm.timeSignature.confidence,
    right: rhythm.timeSignature.beats === recording.annotation.metre,
  }));
  note("beats in a bar, tempo-beats", mean(metreOutcomes.map((o) => Number(o.right))));

  const platt = plattScaling(tempoOutcomes);
  report(
    "tempo",
    results.map(({ recording, rhythm }) => ({
      confidence: rhythm.tempo.confidence,
      right: isTempo(rhythm.tempo.bpm, dominantTempo(recording.annotation)),
    })),
    5,
  );
  report("metre", metreOutcomes, 4);
  const beatRows: number[][] = [];
  const beatLabels: boolean[] = [];
  const barRows: number[][] = [];
  const barLabels: boolean[] = [];
  const placeRows: number[][] = [];
  const placeLabels: boolean[] = [];
  const beatOutcomes: Outcome[] = [];
  const barOutcomes: Outcome[] = [];
  const pulseRows: number[][] = [];
  const pulseLabels: boolean[] = [];
  const localOutcomes: Outcome[] = [];
  for (const { recording, rhythm, truth } of annotated) {
    const { activation, input, bass } = recording;
    const positions = Float64Array.from(rhythm.beats, ({ start }) => start * input.frameRate);
    const change = spectralChange(input.logMel, positions);
    for (const [i, { start, confidence }] of rhythm.beats.entries()) {
      const right = near(truth.beats, start);
      beatRows.push([1, logOdds(rhythm.tempo.confidence), largestNear(activation.beat, positions[i]!, 1)]);
      beatLabels.push(right);
      beatOutcomes.push({ confidence, right });
      if (!right) continue;
      placeRows.push([
        1,
        largestNear(activation.downbeat, positions[i]!, 1),
        largestNear(activation.beat, positions[i]!, 1),
        change[i]!,
      ]);
      placeLabels.push(near(truth.downbeats, start));
    }
    const counted = countBars(
      downbeatOdds(activation, change, positions),
      metreProbabilities(bass, input.frameRate, rhythm.tempo.bpm),
    );
    for (const [i, { start, confidence }] of rhythm.bars.entries()) {
      const right = near(truth.downbeats, start);
      barRows.push([
        1,
        logOdds(rhythm.beats[counted.starts[i]!]!.confidence),
        logOdds(counted.certainties[i]!),
        logOdds(counted.certainty),
      ]);
      barLabels.push(right);
      barOutcomes.push({ confidence, right });
    }
    for (let from = 0; from + 4 <= rhythm.beats.length; from += 4) {
      const part = rhythm.beats.slice(from, from + 8);
      const inside = truth.beats.filter(
        (beat) => beat >= part[0]!.start - 0.1 && beat <= part.at(-1)!.start + 0.1,
      );
      if (inside.length < 3) continue;
      const { bpm, beatConfidence, unevenness } = pulseOf(part);
      pulseRows.push([1, logOdds(beatConfidence), Math.min(1, unevenness)]);
      pulseLabels.push(isTempo(bpm, (60 * (inside.length - 1)) / (inside.at(-1)! - inside[0]!)));
    }
    for (const point of rhythm.tempoCurve) {
      const inside = truth.beats.filter((beat) => beat >= point.start - 3 && beat < point.start + 5);
      if (inside.length < 4) continue;
      const bpm = (60 * (inside.length - 1)) / (inside.at(-1)! - inside[0]!);
      localOutcomes.push({ confidence: point.confidence, right: isTempo(point.bpm, bpm) });
    }
  }
  report("beats", beatOutcomes, 5);
  report("bars", barOutcomes, 5);
  report("tempo curve", localOutcomes, 5);
  console.log("tempo calibration", { offset: platt.offset.toFixed(3), slope: platt.slope.toFixed(3) });
  console.log("beat calibration [offset, tempo, activation]", fitLogistic(beatRows, beatLabels));
  console.log("bar calibration [offset, beat, place, metre]", fitLogistic(barRows, barLabels));
  console.log("tempo curve calibration [offset, beats, unevenness]", fitLogistic(pulseRows, pulseLabels));
  console.log("downbeat odds [offset, downbeat, beat, change]", fitLogistic(placeRows, placeLabels));
  console.log(
    "tempo weights",
    [...fitTempo(recordings.map(({ example }) => example))].map((w) => Number(w.toFixed(3))).join(", "),
  );
  const card = JSON.parse(await readFile(CARD, "utf8"));
  await writeFile(CARD, `${JSON.stringify({ ...card, crossValidated }, null, 2)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
