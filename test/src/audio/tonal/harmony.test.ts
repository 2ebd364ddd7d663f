import { describe, expect, it } from "vitest";
import { analyseHarmony, keyBetween, TonalAnalyser } from "../../../../src/audio/tonal/index.ts";
import { chord, MAJOR, MINOR, noise, play, RATE, SEVENTH } from "./tones.ts";

function framesOf(samples: Float32Array, part = RATE) {
  const analyser = new TonalAnalyser();
  for (let at = 0; at < samples.length; at += part) analyser.push(samples.subarray(at, at + part));
  return analyser.finish();
}

const harmonyOf = (samples: Float32Array) => analyseHarmony(framesOf(samples));
const labels = (samples: Float32Array) =>
  harmonyOf(samples)
    .chords.filter(({ duration }) => duration > 0.5)
    .map(({ label }) => label);

const TONICS = Array.from({ length: 12 }, (_, tonic) => tonic);
const cadence = (tonic: number, minor = false) =>
  (minor ? [0, 5, 7, 0] : [0, 9, 5, 7, 0]).map((step) => {
    const kind = step === 7 || (step === 5 && !minor) || (step === 0 && !minor) ? MAJOR : MINOR;
    return chord((tonic + step) % 12, kind);
  });

describe("analyseHarmony on what is played", () => {
  it.each(TONICS)("hears I vi IV V I on %i, its key and its chords", (tonic) => {
    const { key, chords } = harmonyOf(play(cadence(tonic)));
    expect(key).toMatchObject({ key: tonic, mode: 1 });
    const long = chords.filter(({ duration }) => duration > 0.5);
    const roots = [0, 9, 5, 7, 0].map((step) => (tonic + step) % 12);
    expect(long.map(({ root }) => root)).toEqual(roots);
    expect(long.map(({ quality }) => quality)).toEqual(["maj", "min", "maj", "maj", "maj"]);
    for (const [i, { start }] of long.entries()) expect(Math.abs(start - 2 * i)).toBeLessThan(0.25);
  });

  it.each(TONICS)("hears i iv V i on %i", (tonic) => {
    expect(harmonyOf(play(cadence(tonic, true))).key).toMatchObject({ key: tonic, mode: 0 });
  });

  it("tells a seventh from a triad", () => {
    const song = [chord(0, MAJOR), chord(7, SEVENTH), chord(0, MAJOR), chord(9, MINOR), chord(2, SEVENTH)];
    expect(labels(play(song))).toEqual(["C:maj", "G:7", "C:maj", "A:min", "D:7"]);
  });

  it.each([-45, -20, 0, 17, 38])("finds that it is %i cents off, and hears the same chords", (cents) => {
    const frames = framesOf(play(cadence(3), cents));
    expect(Math.abs(frames.tuningCents - cents)).toBeLessThanOrEqual(3);
    expect(analyseHarmony(frames).key).toMatchObject({ key: 3, mode: 1 });
  });

  it("hears the key of each part", () => {
    const frames = framesOf(play([...cadence(0), ...cadence(6)]));
    expect(keyBetween(frames, 0, 10)).toMatchObject({ key: 0, mode: 1 });
    expect(keyBetween(frames, 10, 20)).toMatchObject({ key: 6, mode: 1 });
    expect(keyBetween(frames, 30, 40).key).toBe(-1);
    expect(keyBetween(frames, 5, 5).key).toBe(-1);
  });

  it("hears the same when it is quieter", () => {
    const song = play(cadence(4));
    const [loud, quiet] = [harmonyOf(song), harmonyOf(song.map((sample) => sample / 4))];
    expect(quiet.chords.map(({ label }) => label)).toEqual(loud.chords.map(({ label }) => label));
    expect(quiet.key).toMatchObject({ key: loud.key.key, mode: loud.key.mode });
  });

  it("is less sure of the key the less it heard", () => {
    const frames = framesOf(play(cadence(0)));
    expect(keyBetween(frames, 0, 1).confidence).toBeLessThan(keyBetween(frames, 0, 10).confidence);
  });

  it("hears no chord before the music begins", () => {
    const song = new Float32Array(15 * RATE);
    song.set(play(cadence(0)), 4 * RATE);
    const [first, second] = harmonyOf(song).chords;
    expect(first).toMatchObject({ label: "N", root: -1, quality: "none", start: 0 });
    expect(Math.abs(second!.start - 4)).toBeLessThan(0.3);
  });

  it("changes chords rather on the beats that it is told", () => {
    const frames = framesOf(play(cadence(0)));
    const beats = Array.from({ length: 20 }, (_, i) => 0.5 * i);
    for (const { start } of analyseHarmony(frames, beats).chords) {
      expect(Math.abs(start - Math.round(2 * start) / 2)).toBeLessThan(0.11);
    }
  });
});

describe("analyseHarmony where there is nothing to know", () => {
  const white = noise(20 * RATE);
  let last = 0;
  const brown = white.map((sample) => {
    last = 0.999 * last + 0.02 * sample;
    return last;
  });
  it.each([
    ["silence", new Float32Array(3 * RATE)],
    ["nothing at all", new Float32Array(0)],
    ["one sample", new Float32Array([0.5])],
    ["white noise", white.map((sample) => 0.3 * sample)],
    ["white noise, 0.2 s", white.subarray(0, 0.2 * RATE)],
    ["brown noise", brown],
    ["dither", white.map((sample) => 3e-5 * sample)],
    ["clicks", Float32Array.from({ length: 5 * RATE }, (_, i) => (i % 11_025 < 20 ? 0.8 : 0))],
    ["a constant", new Float32Array(2 * RATE).fill(0.5)],
  ])("answers key -1 and no chord for %s", (_, samples) => {
    const { key, chords } = harmonyOf(samples);
    expect(key).toEqual({ key: -1, mode: 1, confidence: 0, runnerUp: null });
    expect(chords.every(({ label }) => label === "N")).toBe(true);
  });

  it("is unsure about a sine and a fifth of a second", () => {
    const sine = Float32Array.from(
      { length: 3 * RATE },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / RATE),
    );
    expect(harmonyOf(sine).key.confidence).toBeLessThan(0.4);
    const { key } = harmonyOf(play(cadence(0)).subarray(0, 0.2 * RATE));
    expect(key.confidence).toBeLessThan(0.3);
  });

  it("stays finite for samples far beyond full scale, alternating and clipped", () => {
    for (const samples of [
      Float32Array.from({ length: RATE }, (_, i) => (i % 2 === 0 ? 1e4 : -1e4)),
      play(cadence(0)).map((sample) => Math.sign(sample)),
    ]) {
      const { key, chords, tuningCents } = harmonyOf(samples);
      for (const value of [key.confidence, tuningCents, ...chords.map(({ confidence }) => confidence)]) {
        expect(Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe("the stream", () => {
  it("gives the same however it is cut", () => {
    const song = play(cadence(2)).subarray(0, 3 * RATE);
    const whole = framesOf(song, song.length);
    for (const part of [1_000, 4_097, RATE]) expect(framesOf(song, part)).toEqual(whole);
  });

  it("covers the recording from its start to its end, without gaps", () => {
    const samples = play(cadence(5)).subarray(0, Math.round(7.3 * RATE));
    const { chords } = harmonyOf(samples);
    expect(chords[0]!.start).toBe(0);
    for (let i = 1; i < chords.length; i++) {
      expect(chords[i]!.start).toBeCloseTo(chords[i - 1]!.start + chords[i - 1]!.duration, 9);
      expect(chords[i]!.label).not.toBe(chords[i - 1]!.label);
    }
    const last = chords.at(-1)!;
    expect(last.start + last.duration).toBeCloseTo(samples.length / RATE, 9);
  });

  it("takes twenty minutes in 84 bytes a frame", () => {
    const analyser = new TonalAnalyser();
    const minute = play(Array.from({ length: 6 }, () => cadence(0)).flat());
    for (let i = 0; i < 20; i++) analyser.push(minute);
    const frames = analyser.finish();
    expect(frames.seconds).toBeCloseTo(1_200, 6);
    expect(frames.levels.length).toBe(84 * frames.frames);
    expect(analyseHarmony(frames).key).toMatchObject({ key: 0, mode: 1 });
  });
});
