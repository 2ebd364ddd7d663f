import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Voice, voiceOf } from "../../../../src/audio/voice/index.ts";
import { notes, ODD_SOUNDS, RATE, signal, soundOf, tone, whiteNoise } from "../structure/sounds.ts";

const judge = (samples: Float32Array): Voice => {
  const { descriptors, ...sound } = soundOf(samples);
  return voiceOf(sound, descriptors);
};

/** Bass, chords and drums at 120 beats a minute. */
function band(seconds: number): Float32Array {
  const bass = notes(seconds, 0.5, (n) => 55 * 2 ** ([0, 0, 5, 7][Math.floor(n / 4) % 4]! / 12));
  const hiss = whiteNoise(seconds, 2);
  return signal(seconds, (t, i) => {
    const root = [0, 0, 5, 7][Math.floor(t / 2) % 4]!;
    const chord = [0, 4, 7].reduce((sum, step) => sum + tone(220 * 2 ** ((root + step) / 12), t), 0);
    return bass[i]! + 0.1 * chord + 0.3 * hiss[i]! * Math.exp(-((t * 4) % 1) * 12);
  });
}

/** Syllables: a buzz that glides, shaped 4 times a second, hissing in between, with a pause now and then. */
function babble(seconds: number): Float32Array {
  const hiss = whiteNoise(seconds, 3);
  let phase = 0;
  return signal(seconds, (t, i) => {
    const hertz = 120 + 30 * Math.sin(2.1 * t) + 15 * Math.sin(7.3 * t) + 10 * Math.sin(17 * t);
    phase += hertz / RATE;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * (4 * t + 0.4 * Math.sin(1.7 * t))));
    const vowel = Math.floor(4 * t) % 3;
    let buzz = 0;
    for (let h = 1; h < 30; h++) {
      const formant = [500, 700, 350][vowel]!;
      const second = [1500, 1100, 2200][vowel]!;
      const gain =
        Math.exp(-(((h * hertz - formant) / 150) ** 2)) +
        0.5 * Math.exp(-(((h * hertz - second) / 200) ** 2));
      buzz += gain * Math.sin(2 * Math.PI * h * phase);
    }
    const talking = t % 3.1 < 2.5 ? 1 : 0;
    const rustle = Math.max(0, -Math.sin(2 * Math.PI * 4 * t)) ** 6;
    return talking * (0.3 * syllable * buzz + 0.05 * rustle * hiss[i]!);
  });
}

describe("voice", () => {
  test("a band is music", () => {
    const { speech } = judge(band(20));
    expect(speech.probability).toBeLessThan(0.2);
  });

  test("syllables with pauses are speech, and a voice", () => {
    const { speech, vocal } = judge(babble(20));
    expect(speech.probability).toBeGreaterThan(0.8);
    expect(vocal.probability).toBeGreaterThan(0.6);
  });

  test("half of each lies between", () => {
    const { speech } = judge(Float32Array.from([...babble(24), ...band(24)]));
    expect(speech.probability).toBeGreaterThan(0.3);
    expect(speech.probability).toBeLessThan(0.7);
    expect(speech.confidence).toBeLessThan(0.5);
  });

  test("level changes neither much", () => {
    for (const make of [band, babble]) {
      const plain = judge(make(12));
      const quiet = judge(make(12).map((x) => x / 2));
      expect(quiet.speech.probability).toBeCloseTo(plain.speech.probability, 2);
      expect(Math.abs(quiet.vocal.probability - plain.vocal.probability)).toBeLessThan(0.15);
    }
  });

  test.each(["silence", "0.2 s", "one sample"])("%s says nothing", (name) => {
    const nothing = { probability: 0.5, confidence: 0 };
    expect(judge(ODD_SOUNDS[name]!())).toEqual({ vocal: nothing, speech: nothing });
  });

  test.each(["sine", "noise", "clicks", "clipped", "not numbers"])(
    "%s: finite, and unsure of a voice",
    (name) => {
      for (const { probability, confidence } of Object.values(judge(ODD_SOUNDS[name]!()))) {
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThan(name === "clipped" ? 1 : 0.5);
      }
    },
  );

  const spoken = spawnSync("espeak-ng", ["-v", "en", "--stdout", sentences()], { maxBuffer: 1 << 26 });
  test.skipIf(spoken.error)("espeak-ng speaks (skipped where it is not installed)", () => {
    const start = spoken.stdout.indexOf("data") + 8;
    const samples = new Float32Array((spoken.stdout.length - start) >> 1).map(
      (_, i) => spoken.stdout.readInt16LE(start + 2 * i) / 32_768,
    );
    const { speech } = judge(samples);
    expect(speech.probability).toBeGreaterThan(0.9);
    expect(speech.confidence).toBeGreaterThan(0.7);
  });
});

function sentences(): string {
  return `The rain had stopped before anybody noticed. She put the kettle on, opened the window and listened to the street.
    Nobody said a word for a while. Then the telephone rang, twice, and fell silent again.`;
}
