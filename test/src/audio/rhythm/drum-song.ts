import { SpectralAnalyser } from "../../../../src/audio/spectral/index.ts";
import { noise } from "../spectral/signals.ts";

const SAMPLE_RATE = 22_050;

export interface DrumSong {
  /** Seconds of each beat. */
  beats: number[];
  metre: number;
  seconds: number;
}

/** Beats whose tempo goes evenly from one to another. */
export function beatsBetween(from: number, to: number, seconds: number, first = 0.3): number[] {
  const beats: number[] = [];
  for (let time = first; time < seconds - 0.2; time += 60 / (from + ((to - from) * time) / seconds))
    beats.push(time);
  return beats;
}

/** Kick and a bass note that changes with the bar on the first beat, snare on every other, hi-hat on beats and between them. */
export function renderDrums({ beats, metre, seconds }: DrumSong): Float32Array {
  const sound = new Float32Array(Math.round(seconds * SAMPLE_RATE));
  const white = noise(SAMPLE_RATE, 5);
  const add = (time: number, length: number, at: (t: number, i: number) => number) => {
    const start = Math.round(time * SAMPLE_RATE);
    for (let i = 0; i < length * SAMPLE_RATE && start + i < sound.length; i++)
      sound[start + i]! += at(i / SAMPLE_RATE, i);
  };
  const kick = (t: number) =>
    0.5 * Math.exp(-14 * t) * Math.sin(2 * Math.PI * (55 * t + 5 * (1 - Math.exp(-40 * t))));
  const hat = (t: number, i: number) => 0.08 * Math.exp(-90 * t) * (white[i]! - white[i + 1]!);
  const snare = (t: number, i: number) => 0.25 * Math.exp(-25 * t) * white[i + 500]!;
  for (const [i, beat] of beats.entries()) {
    const next = beats[i + 1] ?? beat + 0.5;
    const bar = Math.floor(i / metre);
    if (i % metre === 0) {
      const pitch = [110, 146.8, 164.8, 98][bar % 4]!;
      add(
        beat,
        metre * (next - beat),
        (t) => 0.12 * Math.min(1, t / 0.005) * Math.sin(2 * Math.PI * pitch * t),
      );
      add(
        beat,
        metre * (next - beat),
        (t) => 0.05 * Math.min(1, t / 0.005) * Math.sin(6 * Math.PI * pitch * t),
      );
      add(beat, 0.3, kick);
    } else add(beat, 0.15, snare);
    add(beat, 0.05, hat);
    add((beat + next) / 2, 0.05, hat);
  }
  return sound;
}

/** What the rhythm analysis reads of a signal at 22,050 Hz; keeps the mel spectrogram after the analyser's release. */
export function heard(signal: Float32Array) {
  const analyser = new SpectralAnalyser();
  analyser.push(signal);
  const { onsetEnvelope, frameRate, frames, seconds, logMel } = analyser.finish();
  const { bands } = logMel;
  const decibels = logMel.read(0, frames);
  analyser.release();
  const read = (start: number, count: number) => decibels.slice(start * bands, (start + count) * bands);
  return { onsetEnvelope: onsetEnvelope.slice(), frameRate, seconds, logMel: { bands, frames, read } };
}
