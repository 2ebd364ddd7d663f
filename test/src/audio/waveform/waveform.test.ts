import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AudioError } from "../../../../src/audio/pcm.ts";
import {
  coarser,
  decodeWaveform,
  encodeWaveform,
  type Waveform,
  WaveformCollector,
  waveformJson,
} from "../../../../src/audio/waveform/index.ts";
import { noise } from "../loudness/signals.ts";

const RATE = 44_100;

function collect(
  channels: Float32Array[],
  options: ConstructorParameters<typeof WaveformCollector>[0] = {},
  blockLength = 4_999,
): Waveform {
  const collector = new WaveformCollector(options);
  for (let start = 0; start < channels[0]!.length; start += blockLength) {
    collector.push({
      channels: channels.map((c) => c.subarray(start, start + blockLength)),
      sampleRate: RATE,
    });
  }
  return collector.finish();
}

/** The definition: lowest and highest of each stretch, in steps of 16 bits. */
const pairsOf = (samples: Float32Array, perPixel: number) =>
  Array.from({ length: Math.ceil(samples.length / perPixel) }, (_, i) => {
    const stretch = Array.from(samples.subarray(i * perPixel, (i + 1) * perPixel), (x) =>
      Math.max(-32_768, Math.min(32_767, Math.round(x * 32_768))),
    );
    return [Math.min(...stretch), Math.max(...stretch)];
  }).flat();

describe("WaveformCollector", () => {
  it("keeps the lowest and the highest sample of every 256", () => {
    const samples = noise(10_000, 0.9);
    const waveform = collect([samples]);
    expect(waveform).toMatchObject({ sampleRate: RATE, samplesPerPixel: 256, channels: 1, length: 40 });
    expect([...waveform.data]).toEqual(pairsOf(samples, 256));
  });

  it("keeps channels apart", () => {
    const [left, right] = [noise(3_000, 0.9, 1), noise(3_000, 0.9, 2)];
    const both = collect([left, right]);
    expect(both.channels).toBe(2);
    const [a, b] = [pairsOf(left, 256), pairsOf(right, 256)];
    expect([...both.data]).toEqual(
      Array.from({ length: 12 }, (_, i) => [a[2 * i], a[2 * i + 1], b[2 * i], b[2 * i + 1]]).flat(),
    );
  });

  it("gives the same however the stream is cut, and joins pixels where there would be too many", () => {
    const [left, right] = [noise(50_000, 0.5, 1), noise(50_000, 0.5, 2)];
    for (const { channels, ...options } of [
      { channels: [left], mostPixels: 2 ** 18 },
      { channels: [left, right], mostPixels: 2 ** 18 },
      { channels: [left], mostPixels: 32 },
      { channels: [left, right], mostPixels: 64 },
    ]) {
      const whole = collect(channels, options, 50_000);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 9_000 }), (length) => {
          expect(collect(channels, options, length)).toEqual(whole);
        }),
        { numRuns: 5, seed: 3 },
      );
      expect(whole.length).toBeLessThan(options.mostPixels);
      expect(whole.data).toEqual(coarser(collect(channels), whole.samplesPerPixel).data);
    }
  });

  it("is never more than a megabyte a channel, and takes nothing, NaN and what is beyond full scale", () => {
    expect(collect([new Float32Array(0)])).toMatchObject({ length: 0, data: new Int16Array(0) });
    expect(new WaveformCollector().finish()).toMatchObject({ length: 0, channels: 1 });
    expect([...collect([new Float32Array(300).fill(Number.NaN)]).data]).toEqual([0, 0, 0, 0]);
    expect([...collect([Float32Array.of(2, -7, Number.NaN)]).data]).toEqual([-32_768, 32_767]);
    const collector = new WaveformCollector();
    const second = { channels: [noise(192_000, 0.5)], sampleRate: 192_000 };
    for (let i = 0; i < 400; i++) collector.push(second);
    const { length, samplesPerPixel } = collector.finish();
    expect([length, samplesPerPixel]).toEqual([150_000, 512]);
    expect(() => collector.push({ ...second, sampleRate: 48_000 })).toThrow(AudioError);
  });
});

describe("coarser", () => {
  it("is what would have been gathered, at multiples", () => {
    const samples = noise(100_000, 0.7);
    const waveform = collect([samples]);
    for (const perPixel of [512, 2_560, 25_600, 256_000]) {
      const less = coarser(waveform, perPixel);
      expect([...less.data], `${perPixel}`).toEqual(pairsOf(samples, perPixel));
      expect(less.length).toBe(Math.ceil(100_000 / perPixel));
    }
  });

  it("loses no extreme at other figures, and keeps channels apart", () => {
    const waveform = collect([noise(70_000, 0.7, 4), noise(70_000, 0.3, 5)]);
    const less = coarser(waveform, 1_000);
    expect(less.length).toBe(70);
    for (const c of [0, 1]) {
      const of = ({ data }: Waveform) => Array.from(data).filter((_, i) => Math.floor(i / 2) % 2 === c);
      expect(Math.max(...of(less))).toBe(Math.max(...of(waveform)));
      expect(Math.min(...of(less))).toBe(Math.min(...of(waveform)));
    }
  });

  it("invents nothing", () => {
    const waveform = collect([noise(1_000, 0.5)]);
    expect(coarser(waveform, 256)).toEqual(waveform);
    for (const wrong of [255, 0, 300.5, Number.NaN])
      expect(() => coarser(waveform, wrong)).toThrow(RangeError);
  });
});

describe("the formats of audiowaveform, version 2", () => {
  const waveform: Waveform = {
    sampleRate: 48_000,
    samplesPerPixel: 512,
    channels: 2,
    length: 2,
    data: Int16Array.of(-32_768, 32_767, -256, 255, -1, 0, -300, 513),
  };

  it("writes the bytes that its documentation describes", () => {
    const sixteen = encodeWaveform(waveform, 16);
    // Version, flags, rate, samples a pixel, length, channels; then little-endian pairs, a channel after the other.
    const header = [2, 0, 0, 0, 0, 0, 0, 0, 0x80, 0xbb, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0];
    expect([...sixteen.subarray(0, 24)]).toEqual(header);
    expect([...sixteen.subarray(24)]).toEqual([
      0, 0x80, 0xff, 0x7f, 0, 0xff, 0xff, 0, 0xff, 0xff, 0, 0, 0xd4, 0xfe, 1, 2,
    ]);
    const eight = encodeWaveform(waveform, 8);
    expect([...eight.subarray(0, 8)]).toEqual([2, 0, 0, 0, 1, 0, 0, 0]);
    expect([...new Int8Array(eight.buffer, 24)]).toEqual([-128, 127, -1, 0, 0, 0, -1, 2]);
  });

  it("writes JSON with the same figures", () => {
    expect(JSON.parse(waveformJson(waveform, 16))).toEqual({
      version: 2,
      channels: 2,
      sample_rate: 48_000,
      samples_per_pixel: 512,
      bits: 16,
      length: 2,
      data: [...waveform.data],
    });
    expect(JSON.parse(waveformJson(waveform, 8))).toMatchObject({
      bits: 8,
      data: [-128, 127, -1, 0, 0, 0, -1, 2],
    });
  });

  it("reads what it wrote, and nothing else", () => {
    expect(decodeWaveform(encodeWaveform(waveform, 16))).toEqual(waveform);
    expect(decodeWaveform(encodeWaveform(waveform, 8)).data[0]).toBe(-32_768);
    const bytes = encodeWaveform(waveform, 16);
    for (const wrong of [
      bytes.subarray(0, 20),
      bytes.subarray(0, 30),
      bytes.map((b, i) => (i === 0 ? 1 : b)),
    ]) {
      expect(() => decodeWaveform(wrong)).toThrow(RangeError);
    }
  });
});
