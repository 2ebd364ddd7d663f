import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../../models/learning/random.ts";
import { floatWav } from "../../../scripts/bench-accuracy/robustness/float-wav.ts";
import { Fingerprinter } from "../../../src/audio/fingerprint/index.ts";
import { AudioError, analyse, DEFAULT_LIMITS } from "../../../src/audio/index.ts";
import { LoudnessMeter } from "../../../src/audio/loudness/index.ts";
import { QualityMeter } from "../../../src/audio/quality/index.ts";
import { recogniseAudio } from "../../../src/audio/recognise/index.ts";
import { downmix, Resampler } from "../../../src/audio/resample/index.ts";
import { analyseRhythm } from "../../../src/audio/rhythm/index.ts";
import { SpectralAnalyser } from "../../../src/audio/spectral/index.ts";
import { analyseHarmony, TonalAnalyser } from "../../../src/audio/tonal/index.ts";
import { WaveformCollector } from "../../../src/audio/waveform/index.ts";
import { goldenFile } from "../../golden/hostile.ts";
import { signOgg } from "../../golden/sign-ogg.ts";
import { pieces } from "./decode/collect.ts";
import { unfinite } from "./finite.ts";
import { analyseBytes, expectSound } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Random = () => number;

const FILES = [
  "g-major-96.mp3",
  "a-minor-120.flac",
  "a-minor-120.wav",
  "g-major-96.ogg",
  "g-major-96.opus",
  "edge/layer2.mp2",
  "edge/mpeg2.5.mp3",
  "edge/surround.ogg",
  "edge/surround.opus",
];
/** Mutants of each file; the whole analysis of one takes a tenth of a second. */
const MUTANTS = 12;
const HEADER_BYTES = 256;
/** Longest that one may take: a hang, not a slow machine. */
const HANG_MS = 60_000;

const at = (random: Random, length: number) => Math.floor(random() * length);

/** What happens to files on the way: each keeps the rest as it was. */
const MUTATIONS: Record<string, (bytes: Bytes, random: Random, other: Bytes) => Bytes> = {
  "flipped bits": (bytes, random) => flipped(bytes, random, bytes.length, 1 + at(random, 40)),
  "a damaged header": (bytes, random) => flipped(bytes, random, HEADER_BYTES, 1 + at(random, 6)),
  "the end cut off": (bytes, random) => bytes.slice(0, at(random, bytes.length)),
  "a piece cut out": (bytes, random) => {
    const from = at(random, bytes.length);
    return joined(bytes.subarray(0, from), bytes.subarray(from + at(random, bytes.length - from)));
  },
  "a piece said twice": (bytes, random) => {
    const from = at(random, bytes.length);
    const until = from + at(random, Math.min(8192, bytes.length - from));
    return joined(bytes.subarray(0, until), bytes.subarray(from));
  },
  "another file spliced in": (bytes, random, other) => {
    const from = at(random, bytes.length);
    return joined(bytes.subarray(0, from), other.subarray(at(random, other.length)));
  },
};

function flipped(bytes: Bytes, random: Random, length: number, count: number): Bytes {
  const out = bytes.slice();
  for (let i = 0; i < count; i++) out[at(random, Math.min(length, out.length))]! ^= 1 << at(random, 8);
  return out;
}

function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Only what is about the recording may be thrown. */
async function outcomeOf(bytes: Bytes): Promise<"refused" | "corrupt" | "heard"> {
  const recognition = recogniseAudio(bytes.subarray(0, 65_536));
  if (recognition.kind !== "audio") return "refused";
  try {
    expectSound(await analyse(recognition.format, pieces(bytes), DEFAULT_LIMITS));
    return "heard";
  } catch (error) {
    if (error instanceof AudioError) return "corrupt";
    throw error;
  }
}

describe("mutated files end in an analysis of numbers or in an AudioError, and soon", () => {
  test.each(FILES.map((name, index) => [name, index] as const))("%s", async (name, index) => {
    const file = goldenFile(name);
    const other = goldenFile(FILES[(index + 1) % FILES.length]!);
    const outcomes = { refused: 0, corrupt: 0, heard: 0 };
    const kinds = Object.entries(MUTATIONS);
    for (let mutant = 0; mutant < MUTANTS; mutant++) {
      const seed = 1000 * index + mutant;
      const [kind, mutate] = kinds[mutant % kinds.length]!;
      const started = performance.now();
      try {
        const mutated = mutate(file, mulberry32(seed), other);
        // Checksums keep most damage from Ogg's decoders, so every other round has them right again.
        const isSigned = Math.floor(mutant / kinds.length) % 2 === 1;
        outcomes[await outcomeOf(isSigned ? signOgg(mutated) : mutated)]++;
      } catch (error) {
        throw new Error(`${name} with ${kind}, seed ${seed}: ${error}`, { cause: error });
      }
      expect(performance.now() - started, `${name} with ${kind}, seed ${seed}`).toBeLessThan(HANG_MS);
    }
    // Files that nobody hears any more would test the refusals only; the shortest have little to lose.
    if (!name.startsWith("edge/")) expect(outcomes.heard).toBeGreaterThan(0);
  });
});

/** Samples that no microphone makes, up to a loudest. */
const sample = (loudest: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -0, 1e-45, -1e-40, 1.17e-38, loudest, -loudest, 1e20, 32_768),
    },
  );

/** A few samples, repeated to a length that every part of the analysis has to look at. */
const sound = (loudest: number) =>
  fc
    .record({
      pattern: fc.array(sample(loudest), { minLength: 1, maxLength: 400 }),
      seconds: fc.constantFrom(0.01, 0.5, 2.5, 4),
      rate: fc.constantFrom(8000, 22_050, 44_100),
      channels: fc.integer({ min: 1, max: 2 }),
    })
    .map(({ pattern, seconds, rate, channels }) => ({
      rate,
      channels: Array.from({ length: channels }, (_, c) =>
        Float32Array.from(
          { length: Math.ceil(seconds * rate) },
          (_, i) => pattern[(i + 7 * c) % pattern.length]!,
        ),
      ),
    }));

const SEED = 2026;
/** About the largest number that a sample can be. */
const LARGEST = 3.4e38;

test("sound of any numbers, through the whole analysis", () =>
  fc.assert(
    fc.asyncProperty(sound(LARGEST), async ({ channels, rate }) =>
      expectSound(await analyseBytes(floatWav(channels, rate))),
    ),
    { seed: SEED, numRuns: 40 },
  ));

// A filter overshoots, beyond all floats where it hears the largest: no part is given those, as decoders' blocks are bounded.
test("blocks of any numbers, at the doors of the parts", () =>
  fc.assert(
    fc.property(sound(LARGEST / 4), ({ channels, rate }) => {
      const block = { channels, sampleRate: rate };
      const meter = new LoudnessMeter();
      meter.push(block);
      const loudness = meter.finish();
      const quality = new QualityMeter();
      quality.push(block);
      const waveform = new WaveformCollector();
      waveform.push(block);
      const fingerprinter = new Fingerprinter();
      fingerprinter.push(block);
      const resampler = new Resampler(rate, 22_050);
      const resampled = [resampler.push(downmix(block)), resampler.finish()];
      // Straight in, as no resampler would hand it over.
      const tonal = new TonalAnalyser();
      const spectral = new SpectralAnalyser();
      try {
        tonal.push(channels[0]!);
        spectral.push(channels[0]!);
        const result = spectral.finish();
        const seconds = channels[0]!.length / 22_050;
        const found = {
          loudness,
          quality: quality.finish(loudness),
          waveform: waveform.finish(),
          fingerprint: fingerprinter.finish(),
          resampled,
          harmony: analyseHarmony(tonal.finish()),
          descriptors: result.descriptors,
          rhythm: analyseRhythm({ ...result, seconds }),
        };
        expect(unfinite(found)).toEqual([]);
      } finally {
        spectral.release();
      }
    }),
    { seed: SEED, numRuns: 40 },
  ));
