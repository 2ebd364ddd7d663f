import { spawnSync } from "node:child_process";
import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  colourMap,
  decodeSpectrogram,
  drawSpectrogram,
  encodePng,
  encodeSpectrogram,
  type MelFrames,
  type Spectrogram,
  summariseSpectrogram,
} from "../../../../src/audio/picture/index.ts";

/** Frames whose band b has the level that `level` says at frame t. */
function mel(frames: number, level: (frame: number, band: number) => number): MelFrames {
  return {
    bands: 128,
    frames,
    read: (start, count) =>
      Float32Array.from({ length: count * 128 }, (_, i) => level(start + Math.floor(i / 128), i % 128)),
  };
}

/** Reads a PNG by the standard, checksums and all. */
function readPng(bytes: Uint8Array) {
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < bytes.length; ) {
    const length = view.getUint32(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(named));
    chunks.set(new TextDecoder().decode(named.subarray(0, 4)), named.subarray(4));
    at += length + 12;
  }
  const header = chunks.get("IHDR")!;
  const [width, height] = [0, 4].map((at) => new DataView(header.buffer, header.byteOffset).getUint32(at));
  const rows = inflateSync(chunks.get("IDAT")!);
  return { names: [...chunks.keys()], width: width!, height: height!, rows, palette: chunks.get("PLTE")! };
}

describe("encodePng", () => {
  const image = {
    width: 3,
    height: 2,
    pixels: Uint8Array.of(0, 1, 2, 2, 1, 0),
    palette: [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ] as [number, number, number][],
  };

  it("writes what the standard says", async () => {
    const png = readPng(await encodePng(image));
    expect(png).toMatchObject({ names: ["IHDR", "PLTE", "IDAT", "IEND"], width: 3, height: 2 });
    expect([...png.rows]).toEqual([0, 0, 1, 2, 0, 2, 1, 0]);
    expect([...png.palette]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255]);
  });

  it.skipIf(spawnSync("ffmpeg", ["-version"]).status !== 0)(
    "is read by ffmpeg (skipped where it is missing)",
    async () => {
      const input = Buffer.from(await encodePng(image));
      const args = ["-v", "error", "-f", "png_pipe", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
      const { stdout } = spawnSync("ffmpeg", args, { input });
      expect([...stdout]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0]);
    },
  );
});

describe("colourMap", () => {
  it("gets lighter from step to step, from nearly black to nearly white, in colours", () => {
    const luminance = colourMap(256).map((colour) => {
      const [r, g, b] = colour.map((value) => {
        const x = value / 255;
        return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    expect(luminance[0]).toBeLessThan(0.01);
    expect(luminance[255]).toBeGreaterThan(0.75);
    for (let i = 8; i < 256; i++) expect(luminance[i]!).toBeGreaterThan(luminance[i - 8]!);
    const spread = colourMap(5)[2]!;
    expect(Math.max(...spread) - Math.min(...spread)).toBeGreaterThan(100);
  });
});

describe("summariseSpectrogram", () => {
  it("keeps a column a frame while there are no more than 2000, and joins them evenly beyond", () => {
    const short = summariseSpectrogram(
      mel(1_999, (t) => -(t % 50)),
      43,
    );
    expect(short).toMatchObject({ columns: 1_999, secondsPerColumn: 1 / 43 });
    expect(short.levels[0]).toBe(255);
    expect(short.levels[128 * 40]).toBe(Math.round(255 / 2));
    // 20 minutes.
    const long = summariseSpectrogram(
      mel(51_680, (_, band) => -band / 2),
      43,
    );
    expect(long.columns).toBeLessThanOrEqual(2_000);
    expect(long.secondsPerColumn).toBeCloseTo(26 / 43, 9);
    expect(long.levels[127]).toBe(Math.round(255 * (1 - 63.5 / 80)));
  });

  it("is relative to the loudest, cut off 80 dB below it, and all 0 for silence and for nothing", () => {
    const { levels } = summariseSpectrogram(
      mel(10, (_, band) => (band === 3 ? -20 : -100)),
      43,
    );
    expect([levels[3], levels[4]]).toEqual([255, 0]);
    expect(
      summariseSpectrogram(
        mel(10, () => -100),
        43,
      ).levels.every((level) => level === 0),
    ).toBe(true);
    expect(
      summariseSpectrogram(
        mel(0, () => 0),
        43,
      ),
    ).toMatchObject({ columns: 0 });
  });

  it("is read back from its bytes, and nothing else is", () => {
    const spectrogram = summariseSpectrogram(
      mel(70, (t, band) => -t - band / 8),
      43,
    );
    const bytes = encodeSpectrogram(spectrogram);
    expect(bytes).toHaveLength(20 + 70 * 128);
    expect(decodeSpectrogram(bytes)).toEqual(spectrogram);
    for (const wrong of [bytes.subarray(0, 9), bytes.subarray(1), bytes.subarray(0, 99)]) {
      expect(() => decodeSpectrogram(wrong)).toThrow(RangeError);
    }
  });
});

describe("drawSpectrogram", () => {
  const spectrogram: Spectrogram = {
    bands: 128,
    columns: 100,
    secondsPerColumn: 0.1,
    // A line that rises from the lowest band to the highest.
    levels: Uint8Array.from({ length: 12_800 }, (_, i) =>
      Math.floor(i / 128) === Math.floor((i % 128) / 1.28) ? 255 : 0,
    ),
  };

  it("has time to the right and pitch upwards", () => {
    const { pixels } = drawSpectrogram(spectrogram, { width: 100, height: 128, axes: false });
    const brightest = (x: number) => {
      const column = Array.from({ length: 128 }, (_, y) => pixels[y * 100 + x]!);
      return column.indexOf(Math.max(...column));
    };
    expect(brightest(2)).toBeGreaterThan(118);
    expect(brightest(97)).toBeLessThan(10);
    expect(Math.abs(brightest(50) - 64)).toBeLessThan(4);
  });

  it("writes Hz and minutes beside it, in its colours", () => {
    const colours = { background: [1, 2, 3], text: [4, 5, 6] } as const;
    const image = drawSpectrogram(spectrogram, { width: 600, height: 300, colours });
    expect(image.palette.slice(-2)).toEqual([colours.background, colours.text]);
    const ink = Array.from(image.pixels).filter((pixel) => pixel === 255).length;
    expect(ink).toBeGreaterThan(300);
    expect(image.pixels[0]).toBe(254);
    const bare = drawSpectrogram(spectrogram, { width: 600, height: 300, axes: false });
    expect(bare.pixels.every((pixel) => pixel < 254)).toBe(true);
  });

  it.each([
    [1, 1],
    [40, 40],
    [200, 100],
    [1_600, 200],
  ])("fits %i by %i, with nothing to draw too", async (width, height) => {
    for (const of of [spectrogram, { ...spectrogram, columns: 0, levels: new Uint8Array(0) }]) {
      const image = drawSpectrogram(of, { width, height });
      expect(image.pixels).toHaveLength(width * height);
      expect(readPng(await encodePng(image))).toMatchObject({ width, height });
    }
  });
});
