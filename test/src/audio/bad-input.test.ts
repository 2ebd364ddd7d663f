import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { renderSong, SONGS } from "../../../scripts/golden/song.ts";
import { wavFile } from "../../../scripts/golden/wav-file.ts";
import type { TrackAnalysis } from "../../../src/audio/index.ts";
import { noise, pinkNoise } from "./noises.ts";
import { analyseBytes, expectSound } from "./whole.ts";

const RATE = 22_050;
const FULL = 32_767;

/** Analyses samples between -1 and 1, and holds the result to what is true of every recording. */
async function heard(...channels: ArrayLike<number>[]): Promise<TrackAnalysis> {
  const integers = channels.map((samples) =>
    Int16Array.from(samples, (value) => Math.round(FULL * Math.max(-1, Math.min(1, value)))),
  );
  const analysis = await analyseBytes(wavFile(integers, RATE));
  expectSound(analysis);
  return analysis;
}

const samplesOf = (seconds: number, at: (time: number, index: number) => number) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => at(i / RATE, i));

const song = (channels: 1 | 2) =>
  renderSong(SONGS.aMinor, RATE, channels).map((channel) =>
    Float32Array.from(channel, (value) => value / (FULL + 1)),
  );

describe("where there is nothing to know, little is said, and that unsurely", () => {
  test("silence", async () => {
    const { harmony, rhythm, loudness, voice, segments, sections, quality } = await heard(
      new Float32Array(10 * RATE),
    );
    expect(harmony.chords.every(({ root }) => root === -1)).toBe(true);
    expect(harmony.key).toMatchObject({ key: -1, confidence: 0 });
    expect(rhythm).toMatchObject({ tempo: { bpm: null, confidence: 0 }, beats: [], bars: [], onsets: [] });
    expect(loudness).toMatchObject({ integrated: null, truePeak: null, clippedShare: 0 });
    expect(voice.vocal.confidence).toBe(0);
    expect(sections).toHaveLength(1);
    expect(segments.every(({ loudnessMax }) => loudnessMax <= -60)).toBe(true);
    expect(quality.stereo).toBeNull();
  });

  test.each([
    ["white", noise, 0],
    // So few frames of noise in octaves come near a key now and then: a tenth is what guessing among some of them gives.
    ["pink", pinkNoise, 0.2],
  ] as const)("%s noise", async (_, make, surest) => {
    const samples = make(10 * RATE, 5).map((value) => 0.2 * value);
    const { harmony, rhythm, voice, sections } = await heard(samples);
    expect(harmony.key.confidence).toBeLessThanOrEqual(surest);
    if (surest === 0) expect(harmony.key.key).toBe(-1);
    expect(harmony.chords.every(({ root }) => root === -1)).toBe(true);
    expect(rhythm.tempo.confidence).toBeLessThan(0.3);
    expect(rhythm.timeSignature.confidence).toBeLessThan(0.5);
    expect(voice.vocal.confidence).toBeLessThan(0.5);
    expect(sections).toHaveLength(1);
  });

  test("a sine has no tempo", async () => {
    const sine = samplesOf(10, (t) => 0.5 * Math.sin(2 * Math.PI * 440 * t));
    const { harmony, rhythm, sections, quality } = await heard(sine);
    expect(rhythm).toMatchObject({ tempo: { bpm: null, confidence: 0 }, beats: [] });
    // One note has no mode.
    expect(harmony.key.confidence).toBeLessThan(0.5);
    expect(sections).toHaveLength(1);
    expect(quality.clipping.share).toBe(0);
  });

  test.each([0.05, 0.2, 0.5])("%f seconds of a chord", async (seconds) => {
    const chord = samplesOf(seconds, (t) =>
      [220, 277.18, 329.63].reduce((sum, f) => sum + 0.2 * Math.sin(2 * Math.PI * f * t), 0),
    );
    const { seconds: length, rhythm, voice, segments } = await heard(chord);
    expect(length).toBeCloseTo(seconds, 4);
    expect(rhythm.tempo).toMatchObject({ bpm: null, confidence: 0 });
    expect(voice.vocal.confidence).toBe(0);
    expect(segments.length).toBeGreaterThan(0);
  });

  test("a single sample", async () => {
    const { segments, rhythm } = await heard([0.5]);
    expect(segments.length).toBeGreaterThan(0);
    expect(rhythm.beats).toEqual([]);
  });
});

test("a click track has its tempo, on every beat, and no key that anybody is sure of", async () => {
  const beat = 60 / 104;
  const clicks = samplesOf(20, (t, i) =>
    t % beat < 0.02 ? 0.8 * Math.exp(-300 * (t % beat)) * (i % 2 ? 1 : -1) : 0,
  );
  const { rhythm, harmony } = await heard(clicks);
  expect(Math.abs(rhythm.tempo.bpm! / 104 - 1)).toBeLessThan(0.01);
  expect(harmony.key.confidence).toBeLessThan(0.5);
  const off = rhythm.beats.filter(({ start }) => Math.abs(((start + beat / 2) % beat) - beat / 2) > 0.07);
  expect(rhythm.beats.length).toBeGreaterThan(30);
  expect(off.length).toBeLessThanOrEqual(1);
});

const hasSpeech = spawnSync("espeak-ng", ["--version"]).status === 0;

test.skipIf(!hasSpeech)(
  "speech is called speech, with a voice (skipped where espeak-ng is missing)",
  async () => {
    const text =
      "The quick brown fox jumps over the lazy dog. Nobody knows what the dog thought of it, and nobody has asked. ";
    const { stdout } = spawnSync("espeak-ng", ["--stdout", text.repeat(2)], { maxBuffer: 2 ** 26 });
    const analysis = await analyseBytes(new Uint8Array(stdout));
    expectSound(analysis);
    expect(analysis.voice.speech.probability).toBeGreaterThan(0.5);
    expect(analysis.voice.vocal.probability).toBeGreaterThan(0.5);
    expect(analysis.harmony.key.confidence).toBeLessThan(0.6);
  },
);

describe("a song that was ill treated is still that song", () => {
  const [left, right] = song(2);

  test("clipped", async () => {
    const { quality, rhythm, loudness } = await heard(left!.map((value) => 8 * value));
    expect(quality.clipping.share).toBeGreaterThan(0.001);
    expect(loudness.clippedShare).toBeGreaterThan(0.001);
    expect(quality.score.value).toBeLessThan(90);
    expect(Math.abs(rhythm.tempo.bpm! / 120 - 1)).toBeLessThan(0.04);
  });

  test("one channel inverted: its loudness, no mono sum", async () => {
    const { quality, loudness } = await heard(
      left!,
      left!.map((value) => -value),
    );
    const upright = await heard(left!, left!);
    expect(quality.stereo?.correlation).toBeCloseTo(-1, 2);
    expect(loudness.integrated).toBeCloseTo(upright.loudness.integrated!, 2);
    expect(quality.score.value).toBeLessThan(upright.quality.score.value!);
  });

  test("one dead channel", async () => {
    const { quality, rhythm, harmony } = await heard(left!, new Float32Array(left!.length));
    expect(quality.deadChannels).toEqual([1]);
    expect(rhythm.tempo.bpm).toBeCloseTo(120, -1);
    expect(harmony.key).toMatchObject({ key: 9, mode: 0 });
  });

  test("with an offset", async () => {
    const { quality, harmony } = await heard(right!.map((value) => value + 0.3));
    expect(quality.dcOffset.channels[0]).toBeCloseTo(0.3, 2);
    expect(harmony.key).toMatchObject({ key: 9, mode: 0 });
  });

  test("nothing but an offset is silence with an offset", async () => {
    const { quality, rhythm, harmony } = await heard(new Float32Array(5 * RATE).fill(0.5));
    expect(quality.dcOffset.channels[0]).toBeCloseTo(0.5, 3);
    expect(rhythm.tempo.bpm).toBeNull();
    expect(harmony.key.key).toBe(-1);
  });
});

test("twenty minutes end, and what is held of them is bounded", async () => {
  // 8 kHz mono, which costs least to make and to decode; everything after the resampler sees twenty minutes as ever.
  const rate = 8000;
  const [bars] = renderSong({ ...SONGS.gMajor, seconds: 10 }, rate, 1);
  const long = new Int16Array(1199 * rate);
  for (let at = 0; at < long.length; at += bars!.length) long.set(bars!.subarray(0, long.length - at), at);
  const analysis = await analyseBytes(wavFile([long], rate));
  expectSound(analysis);
  expect(analysis.seconds).toBe(1199);
  expect(Math.abs(analysis.rhythm.tempo.bpm! / 96 - 1)).toBeLessThan(0.04);
  expect(analysis.spectrogram.columns).toBeLessThanOrEqual(2000);
  expect(analysis.waveform.length).toBeLessThanOrEqual(60_000);
  expect(analysis.segments.length).toBeLessThan(20 * 1199);
  expect(analysis.sections.length).toBeLessThan(400);
  expect(analysis.loudness.loudnessCurve.length).toBeLessThanOrEqual(1199);
}, 900_000);
