import { describe, expect, it } from "vitest";
import { scoreEvents } from "../../../../scripts/bench-accuracy/scores/events.ts";
import { analyseRhythm, type Rhythm, tempoOf } from "../../../../src/audio/rhythm/index.ts";
import { noise } from "../spectral/signals.ts";
import { beatsBetween, heard, renderDrums } from "./drum-song.ts";

const SAMPLE_RATE = 22_050;

function analysed(signal: Float32Array): Rhythm {
  return analyseRhythm(heard(signal));
}

function everyNumber(rhythm: Rhythm): number[] {
  const { tempo, timeSignature, beats, bars, tatums, onsets, tempoCurve } = rhythm;
  return [
    tempo.bpm ?? 0,
    tempo.confidence,
    tempo.alternative?.bpm ?? 0,
    tempo.alternative?.confidence ?? 0,
    timeSignature.beats,
    timeSignature.confidence,
    ...[...beats, ...bars, ...tatums].flatMap(({ start, duration, confidence }) => [
      start,
      duration,
      confidence,
    ]),
    ...onsets,
    ...tempoCurve.flatMap(({ start, bpm, confidence }) => [start, bpm, confidence]),
  ];
}

function expectWellFormed(rhythm: Rhythm, seconds: number): void {
  for (const value of everyNumber(rhythm)) expect(Number.isFinite(value)).toBe(true);
  for (const list of [rhythm.beats, rhythm.bars, rhythm.tatums]) {
    for (const [i, { start, duration, confidence }] of list.entries()) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start + duration).toBeLessThanOrEqual(seconds + 0.05);
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
      if (i > 0) expect(start).toBeGreaterThan(list[i - 1]!.start);
    }
  }
}

describe("analyseRhythm on drums", () => {
  it.each([
    [84, 4],
    [120, 4],
    [132, 3],
    [150, 5],
  ])("finds beats and bars of %d bpm with %d beats a bar", (bpm, metre) => {
    const beats = beatsBetween(bpm, bpm, 24);
    const rhythm = analysed(renderDrums({ beats, metre, seconds: 24 }));
    expectWellFormed(rhythm, 24);
    expect(Math.abs(rhythm.tempo.bpm! / bpm - 1)).toBeLessThan(0.01);
    expect(
      scoreEvents(
        beats,
        rhythm.beats.map((b) => b.start),
        0.03,
      ).f,
    ).toBeGreaterThan(0.95);
    expect(rhythm.timeSignature.beats).toBe(metre);
    const downbeats = beats.filter((_, i) => i % metre === 0);
    expect(
      scoreEvents(
        downbeats,
        rhythm.bars.map((b) => b.start),
        0.05,
      ).f,
    ).toBeGreaterThan(0.9);
    expect(scoreEvents(beats, rhythm.onsets, 0.05).recall).toBeGreaterThan(0.95);
  });

  it("divides beats where the hi-hat does", () => {
    const beats = beatsBetween(96, 96, 20);
    const rhythm = analysed(renderDrums({ beats, metre: 4, seconds: 20 }));
    expect(rhythm.tatums.length).toBe(2 * rhythm.beats.length);
  });

  it("follows a tempo that drifts, and tells it part by part", () => {
    const beats = beatsBetween(92, 128, 60);
    const rhythm = analysed(renderDrums({ beats, metre: 4, seconds: 60 }));
    expect(
      scoreEvents(
        beats,
        rhythm.beats.map((b) => b.start),
        0.05,
      ).f,
    ).toBeGreaterThan(0.95);
    for (const { start, bpm } of rhythm.tempoCurve.slice(2, -3)) {
      expect(Math.abs(bpm / (92 + (36 * (start + 1)) / 60) - 1)).toBeLessThan(0.03);
    }
    expect(Math.abs(tempoOf(rhythm, 0, 20).bpm / 98 - 1)).toBeLessThan(0.03);
    expect(Math.abs(tempoOf(rhythm, 40, 60).bpm / 122 - 1)).toBeLessThan(0.03);
    const median = rhythm.beats.map((b) => b.duration).sort((a, b) => a - b)[rhythm.beats.length >> 1]!;
    expect(Math.abs((rhythm.tempo.bpm! * median) / 60 - 1)).toBeLessThan(0.04);
  });

  it("finds no beats in the silence around the music", () => {
    const beats = beatsBetween(110, 110, 20);
    const sound = renderDrums({ beats, metre: 4, seconds: 20 });
    const padded = new Float32Array(sound.length + 30 * SAMPLE_RATE);
    padded.set(sound, 15 * SAMPLE_RATE);
    const rhythm = analysed(padded);
    expect(rhythm.beats[0]!.start).toBeGreaterThan(10);
    expect(rhythm.beats.at(-1)!.start).toBeLessThan(40);
  });

  it("holds no beat, bar or tempo over a long silence between two songs", () => {
    const song = renderDrums({ beats: beatsBetween(100, 100, 20), metre: 4, seconds: 20 });
    const hidden = new Float32Array(2 * song.length + 30 * SAMPLE_RATE);
    hidden.set(song);
    hidden.set(song, song.length + 30 * SAMPLE_RATE);
    const rhythm = analysed(hidden);
    expectWellFormed(rhythm, 70);
    expect(rhythm.beats.filter(({ start }) => start > 26 && start < 44)).toEqual([]);
    for (const { duration } of [...rhythm.beats, ...rhythm.tatums]) expect(duration).toBeLessThan(1.4);
    for (const { duration } of rhythm.bars) expect(duration).toBeLessThan(6);
    for (const { start, bpm } of rhythm.tempoCurve) {
      expect(start > 30 && start < 40).toBe(false);
      expect(Math.abs(bpm / rhythm.tempo.bpm! - 1)).toBeLessThan(0.1);
    }
    // A stretch from one song into the other has the tempo of both, not of the silence between them.
    expect(Math.abs(tempoOf(rhythm, 18, 52).bpm / rhythm.tempo.bpm! - 1)).toBeLessThan(0.1);
  });

  it("does not mind how loud it is", () => {
    const sound = renderDrums({ beats: beatsBetween(100, 100, 15), metre: 4, seconds: 15 });
    const [one, other] = [analysed(sound), analysed(sound.map((v) => v / 4))];
    expect(other.beats.length).toBe(one.beats.length);
    for (const [i, { start }] of one.beats.entries()) expect(other.beats[i]!.start).toBeCloseTo(start, 2);
  });
});

describe("analyseRhythm where there is little or nothing to find", () => {
  const sine = Float32Array.from(
    { length: 10 * SAMPLE_RATE },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / SAMPLE_RATE),
  );

  it.each([
    ["silence", new Float32Array(10 * SAMPLE_RATE)],
    ["a steady sine", sine],
    ["0.2 s of drums", renderDrums({ beats: [0.02, 0.12], metre: 4, seconds: 0.2 })],
    ["one sample", new Float32Array([0.5])],
    ["a constant", new Float32Array(5 * SAMPLE_RATE).fill(0.3)],
    ["one click", Float32Array.from({ length: 10 * SAMPLE_RATE }, (_, i) => Number(i === 50_000))],
  ])("has no beats in %s", (_, signal) => {
    const rhythm = analysed(signal);
    expectWellFormed(rhythm, signal.length / SAMPLE_RATE);
    expect(rhythm.beats).toEqual([]);
    expect(rhythm.bars).toEqual([]);
    expect(rhythm.tempo.bpm).toBeNull();
    expect(rhythm.timeSignature).toEqual({ beats: 4, confidence: 0 });
    expect(tempoOf(rhythm, 0, 10)).toEqual({ bpm: 0, confidence: 0 });
  });

  it.each([1, 2, 3])("is unsure about noise %d", (seed) => {
    const rhythm = analysed(Float32Array.from(noise(15 * SAMPLE_RATE, seed), (v) => 0.3 * v));
    expectWellFormed(rhythm, 15);
    expect(rhythm.tempo.confidence).toBeLessThan(0.5);
    const mean = rhythm.beats.reduce((a, b) => a + b.confidence, 0) / Math.max(1, rhythm.beats.length);
    expect(mean).toBeLessThan(0.7);
  });
});

describe("analyseRhythm of long recordings", () => {
  it("analyses 20 minutes in bounded time, and beats stay with the drums to the end", () => {
    const beats = beatsBetween(118, 122, 20);
    const part = heard(renderDrums({ beats, metre: 4, seconds: 20 }));
    const parts = 60;
    const { bands, frames, read } = part.logMel;
    const onsetEnvelope = new Float32Array(parts * frames);
    for (let i = 0; i < parts; i++) onsetEnvelope.set(part.onsetEnvelope, i * frames);
    const logMel = {
      bands,
      frames: parts * frames,
      read: (start: number, count: number) => {
        const out = new Float32Array(count * bands);
        for (let i = 0; i < count; i++) out.set(read((start + i) % frames, 1), i * bands);
        return out;
      },
    };
    const seconds = (parts * frames) / part.frameRate;
    const started = process.threadCpuUsage();
    const rhythm = analyseRhythm({ onsetEnvelope, frameRate: part.frameRate, logMel, seconds });
    // About half a second of this thread's own computing, whatever else the machine does; a slower one gets twenty times that.
    expect(process.threadCpuUsage(started).user).toBeLessThan(10_000_000);
    expectWellFormed(rhythm, seconds);
    const last = rhythm.beats.filter((b) => b.start > 1180).length;
    expect(last).toBeGreaterThan(30);
    expect(last).toBeLessThan(50);
  });
});
