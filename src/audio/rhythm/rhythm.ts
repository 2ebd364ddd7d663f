import { activationOf } from "./activation.ts";
import type { ActivationWeights } from "./activation-shape.ts";
import { ACTIVATION_WEIGHTS } from "./activation-weights.ts";
import { type Bars, countBars, downbeatOdds } from "./bars.ts";
import { bassOnsetStrength, type MelDecibels } from "./bass-onset-strength.ts";
import { largestNear, trackBeats } from "./beats.ts";
import { logOdds, probabilityOf, runsOf, type TimeInterval } from "./intervals.ts";
import { detectOnsets, pickOnsets } from "./onset-detector.ts";
import { spectralChange } from "./spectral-change.ts";
import { divideBeats } from "./tatums.ts";
import { type TempoEstimate, tempoOfSignals } from "./tempo.ts";
import { pulseOf, ratedTempo, type TempoPoint, tempoCurve } from "./tempo-curve.ts";
import { tempoSignals } from "./tempo-evidence.ts";
import { TEMPO_WEIGHTS } from "./tempo-model.ts";
import { tempoPath } from "./tempo-path.ts";
import { metresOfTempogram, type TimeSignatureEstimate } from "./time-signature.ts";

/** What `SpectralResult` knows of a recording. */
export interface RhythmInput {
  /** f32[frames]: mean rise of the mel bands in dB. */
  onsetEnvelope: Float32Array;
  frameRate: number;
  logMel: MelDecibels;
  /** Length of the recording. */
  seconds: number;
}

/** When things happen in a recording. Times are in seconds, lists ascend, and every figure says how sure it is. */
export interface Rhythm {
  tempo: TempoEstimate;
  timeSignature: TimeSignatureEstimate;
  /**
   * Each lasts until the next; before a rest of more than some seconds, in which there are none, and at the end, as long as a beat does there.
   * A confidence is the chance that a person taps there.
   */
  beats: TimeInterval[];
  /** From one downbeat to the next, or to the last beat before a rest or the end. Beats before the first downbeat, and between a rest and the next one, are in none. */
  bars: TimeInterval[];
  /** Beats divided into the smallest regular pulse. */
  tatums: TimeInterval[];
  onsets: number[];
  /** The tempo every two seconds, from the first beat on, where there are beats nearby. */
  tempoCurve: TempoPoint[];
}

/** What was learned: the network that hears beats, and the weights of the tempo's features. */
export interface RhythmModel {
  activation: ActivationWeights;
  tempo: readonly number[];
}

const SHIPPED: RhythmModel = { activation: ACTIVATION_WEIGHTS, tempo: TEMPO_WEIGHTS };

/** Log-odds of a beat being right, from those of the tempo and of the beat's activation; fitted by cross-validation. */
const BEAT_CALIBRATION = { offset: 1.06, tempo: 0.7, activation: 0.21 } as const;
/** The same for a bar: log-odds of its beat, of its place in the count, and of the metre. */
const BAR_CALIBRATION = { offset: -1.47, beat: 0.42, place: 0.22, metre: 0.17 } as const;

/** A beat on the very last frame would last no time. */
const SHORTEST_BEAT_SECONDS = 0.02;

/** Beats further than this from any onset are the decoder's guess about silence. */
const LONGEST_REST_SECONDS = 4;

/**
 * Analyses the rhythm of a recording: onsets, tempo, beats, bars, tatums.
 *
 * A small network hears where beats and downbeats are likely; the tempo is read from its activation and the onsets together; the beats
 * are the most probable steady path along it; bars are counted over the beats. Without a tempo (silence, a steady tone,
 * less than two seconds) all lists but the onsets are empty. Takes about .06 s for three minutes.
 * @param model what was learned; other weights only for cross-validation
 */
export function analyseRhythm(
  { onsetEnvelope, frameRate, logMel, seconds }: RhythmInput,
  model: RhythmModel = SHIPPED,
): Rhythm {
  const bass = bassOnsetStrength(logMel);
  const activation = activationOf(logMel, model.activation);
  const onsets =
    detectOnsets(onsetEnvelope, frameRate).length === 0 ? [] : pickOnsets(activation.onset, frameRate);
  const nothing: Rhythm = {
    tempo: { bpm: null, confidence: 0, alternative: null },
    timeSignature: { beats: 4, confidence: 0 },
    beats: [],
    bars: [],
    tatums: [],
    onsets,
    tempoCurve: [],
  };
  const signals = tempoSignals(onsetEnvelope, frameRate, bass, activation.beat);
  const { tempo, bassTempogram } = tempoOfSignals(onsetEnvelope, signals, model.tempo);
  if (tempo.bpm === null) return nothing;
  const tracked = trackBeats(activation.beat, tempoPath(signals, tempo.bpm, model.tempo), frameRate);
  const heard = nearOnsets(tracked, onsets, frameRate).filter(
    (place) => tracked[place]! / frameRate < seconds - SHORTEST_BEAT_SECONDS,
  );
  if (heard.length < 2) return { ...nothing, tempo };
  const positions = Float64Array.from(heard, (place) => tracked[place]!);

  const beats = intervalsOf(heard, tracked, frameRate, seconds, (position) =>
    probabilityOf(
      BEAT_CALIBRATION.offset +
        BEAT_CALIBRATION.tempo * logOdds(tempo.confidence) +
        BEAT_CALIBRATION.activation * largestNear(activation.beat, position, 1),
    ),
  );
  const change = spectralChange(logMel, positions);
  const counted = countBars(
    downbeatOdds(activation, change, positions),
    metresOfTempogram(bassTempogram, bass.length, tempo.bpm),
  );
  return {
    tempo: { ...tempo, bpm: agreed(tempo.bpm, beats) },
    timeSignature: {
      beats: counted.metre as TimeSignatureEstimate["beats"],
      confidence: Math.min(1, 2 * tempo.confidence) * counted.certainty,
    },
    beats,
    bars: barsOf(counted, beats),
    tatums: divideBeats(beats, activation.onset, frameRate),
    onsets,
    tempoCurve: tempoCurve(beats),
  };
}

/** Which beats are not of long rests, or of the silence before the first and after the last onset; ascending. */
function nearOnsets(tracked: Float64Array, onsets: readonly number[], frameRate: number): number[] {
  let next = 0;
  return [...tracked.keys()].filter((place) => {
    const time = tracked[place]! / frameRate;
    while (next < onsets.length && onsets[next]! < time) next++;
    const distance = Math.min(
      time - (onsets[next - 1] ?? Number.NEGATIVE_INFINITY),
      (onsets[next] ?? Number.POSITIVE_INFINITY) - time,
    );
    return distance < LONGEST_REST_SECONDS;
  });
}

/** @param heard which of the tracked beats are kept: those left out still say how long the one before a rest lasts */
function intervalsOf(
  heard: readonly number[],
  tracked: Float64Array,
  frameRate: number,
  seconds: number,
  confidence: (position: number) => number,
): TimeInterval[] {
  return heard.map((place) => {
    const position = tracked[place]!;
    const start = position / frameRate;
    const next = tracked[place + 1] ?? 2 * position - tracked[place - 1]!;
    const duration = Math.min(seconds - start, (next - position) / frameRate);
    return { start, duration: Math.max(0, duration), confidence: confidence(position) };
  });
}

function barsOf({ starts, certainties, certainty }: Bars, beats: readonly TimeInterval[]): TimeInterval[] {
  return starts.map((index, i) => {
    const { start, confidence } = beats[index]!;
    const last = runsOf(beats.slice(index, starts[i + 1]))[0]!.at(-1)!;
    const { offset, beat, place, metre } = BAR_CALIBRATION;
    const odds =
      offset + beat * logOdds(confidence) + place * logOdds(certainties[i]!) + metre * logOdds(certainty);
    return {
      start,
      duration: last.start + last.duration - start,
      confidence: probabilityOf(odds),
    };
  });
}

/** How far the tempo and the beats may be apart before the beats are believed. */
const AGREEMENT = 0.02;

/** Where the tempo wanders, the beats know better what it was on the whole: their median period counts then. */
function agreed(bpm: number, beats: readonly TimeInterval[]): number {
  const periods = beats
    .map(({ duration }) => duration)
    .filter((duration) => duration > 0)
    .sort((a, b) => a - b);
  const median = periods[periods.length >> 1];
  if (median === undefined) return bpm;
  return Math.abs((median * bpm) / 60 - 1) <= AGREEMENT ? bpm : 60 / median;
}

/**
 * The tempo of one part of a recording, from the beats in it.
 * @param start seconds. @param end seconds
 * @returns the whole recording's tempo, with less confidence, where the part has fewer than four beats; 0 without any tempo
 */
export function tempoOf(rhythm: Rhythm, start: number, end: number): { bpm: number; confidence: number } {
  const inside = rhythm.beats.filter((beat) => beat.start >= start && beat.start < end);
  if (inside.length >= 4) return ratedTempo(pulseOf(inside));
  const { bpm, confidence } = rhythm.tempo;
  return bpm === null ? { bpm: 0, confidence: 0 } : { bpm, confidence: confidence / 2 };
}
