import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type WavSpec, wavBytes } from "../../../golden/wav-bytes.ts";
import { collect, outcome } from "./collect.ts";

/** How the test writes one sample in [-1, 1) of each coding, and reads it back. */
const CODINGS = [
  {
    tag: 1,
    bits: 8,
    write: (v: DataView, at: number, x: number) => v.setUint8(at, Math.floor(x * 128) + 128),
  },
  {
    tag: 1,
    bits: 16,
    write: (v: DataView, at: number, x: number, le: boolean) => v.setInt16(at, x * 2 ** 15, le),
  },
  { tag: 1, bits: 24, write: writeInt24 },
  {
    tag: 1,
    bits: 32,
    write: (v: DataView, at: number, x: number, le: boolean) => v.setInt32(at, x * 2 ** 31, le),
  },
  { tag: 3, bits: 32, write: (v: DataView, at: number, x: number, le: boolean) => v.setFloat32(at, x, le) },
  { tag: 3, bits: 64, write: (v: DataView, at: number, x: number, le: boolean) => v.setFloat64(at, x, le) },
] as const;

function writeInt24(view: DataView, at: number, x: number, littleEndian: boolean): void {
  const value = Math.trunc(x * 2 ** 23);
  for (let i = 0; i < 3; i++) view.setUint8(at + (littleEndian ? i : 2 - i), (value >> (8 * i)) & 255);
}

const shape = fc.record({
  coding: fc.constantFrom(...CODINGS),
  channels: fc.integer({ min: 1, max: 8 }),
  frames: fc.integer({ min: 1, max: 300 }),
  sampleRate: fc.constantFrom(8000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000),
  bigEndian: fc.boolean(),
  extensible: fc.boolean(),
  rf64: fc.boolean(),
  extraChunks: fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 3 }),
  seed: fc.array(fc.double({ min: -1, max: 0.999, noNaN: true }), { minLength: 3, maxLength: 17 }),
  pieceSize: fc.integer({ min: 1, max: 400 }),
});

/** The data chunk of a drawn shape, and the sample values in it. */
function samples(
  drawn: Pick<
    typeof shape extends fc.Arbitrary<infer T> ? T : never,
    "coding" | "channels" | "frames" | "seed" | "bigEndian"
  >,
) {
  const { coding, channels, frames, seed } = drawn;
  const size = coding.bits / 8;
  const data = new Uint8Array(frames * channels * size);
  const view = new DataView(data.buffer);
  const values = Array.from({ length: frames * channels }, (_, i) => seed[i % seed.length]!);
  values.forEach((value, i) => {
    coding.write(view, i * size, value, !drawn.bigEndian);
  });
  return { data, values };
}

describe("WAV", () => {
  test("what was written comes back, whatever the header's dialect and the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (drawn) => {
        const { data, values } = samples(drawn);
        const rf64 = drawn.rf64 && !drawn.bigEndian;
        const bytes = wavBytes({ ...drawn, ...drawn.coding, rf64, data });
        const sound = await collect("wav", bytes, drawn.pieceSize);
        expect([sound.sampleRate, sound.channels.length, sound.frames]).toEqual([
          drawn.sampleRate,
          drawn.channels,
          drawn.frames,
        ]);
        const step = drawn.coding.tag === 3 ? 1e-7 : 2 ** (1 - drawn.coding.bits) + 1e-7;
        values.forEach((value, i) => {
          const got = sound.channels[i % drawn.channels]![Math.floor(i / drawn.channels)]!;
          expect(Math.abs(got - value)).toBeLessThanOrEqual(step);
        });
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("cut anywhere, with any declared size, it holds the whole frames that are there", async () => {
    const declared = fc.constantFrom(0, 0xffff_ffff, 0xffff_fff0, undefined);
    await fc.assert(
      fc.asyncProperty(
        shape,
        declared,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (drawn, size, share) => {
          const { data } = samples(drawn);
          const spec: WavSpec = { ...drawn, ...drawn.coding, rf64: false, data };
          const bytes = wavBytes(size === undefined ? spec : { ...spec, declaredBytes: size });
          const cut = bytes.subarray(0, Math.floor(share * bytes.length));
          const headerBytes = bytes.length - data.length;
          const frameBytes = (drawn.channels * drawn.coding.bits) / 8;
          const frames = Math.max(0, Math.floor((cut.length - headerBytes) / frameBytes));
          const end = await outcome("wav", cut, drawn.pieceSize);
          if (frames === 0) expect(end).toEqual({ code: "empty_audio" });
          else expect("seconds" in end && Math.round(end.seconds * drawn.sampleRate)).toBe(frames);
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  test("headers full of lies end in sound or in an AudioError, and always end", async () => {
    const lies = fc.array(fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(shape, lies, async (drawn, changes) => {
        const { data } = samples(drawn);
        const bytes = wavBytes({ ...drawn, ...drawn.coding, data });
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const end = await outcome("wav", bytes, drawn.pieceSize);
        expect("seconds" in end ? Number.isFinite(end.seconds) : end.code).toBeTruthy();
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  test("A-law and mu-law expand by G.711's table", async () => {
    const codes = Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a, 0xff, 0x7f, 0x80, 0x00);
    const spec = { channels: 1, sampleRate: 8000, bits: 8, data: codes };
    const aLaw = await collect("wav", wavBytes({ ...spec, tag: 6 }));
    const muLaw = await collect("wav", wavBytes({ ...spec, tag: 7 }));
    expect([...aLaw.channels[0]!.subarray(0, 4)].map((x) => x * 4096)).toEqual([1, -1, 4032, -4032]);
    expect([...muLaw.channels[0]!.subarray(4)].map((x) => x * 8192 + 0)).toEqual([0, 0, 8031, -8031]);
  });

  test("floats that are no sound become sound: NaN and infinities 0, the rest at most 24 dB over full scale", async () => {
    const data = new Uint8Array(
      Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e30, 40_000, 1.5, -0.25).buffer,
    );
    const sound = await collect("wav", wavBytes({ tag: 3, channels: 1, sampleRate: 8000, bits: 32, data }));
    expect([...sound.channels[0]!]).toEqual([0, 0, -16, 16, 1.5, -0.25]);
  });

  test("an empty data chunk before another chunk is empty, not sound", async () => {
    const head = wavBytes({ tag: 1, channels: 1, sampleRate: 8000, bits: 16, data: new Uint8Array(0) });
    const list = Uint8Array.from(
      [..."LIST"].map((c) => c.charCodeAt(0)).concat([4, 0, 0, 0, 73, 78, 70, 79]),
    );
    expect(await outcome("wav", Uint8Array.of(...head, ...list))).toEqual({ code: "empty_audio" });
  });

  test("sound before its format is corrupt", async () => {
    const text = "RIFF\0\0\0\0WAVEdata\x08\0\0\0abcdefgh";
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(await outcome("wav", bytes)).toEqual({ code: "corrupt_audio" });
  });

  test("a WAV may carry mp3 or a private coding inside; both are unsupported", async () => {
    const spec = { channels: 1, sampleRate: 8000, bits: 16, data: new Uint8Array(100) };
    expect(await outcome("wav", wavBytes({ ...spec, tag: 0x55 }))).toEqual({ code: "unsupported_audio" });
    const bytes = wavBytes({ ...spec, tag: 1, extensible: true });
    bytes[50] = 0x77;
    expect(await outcome("wav", bytes)).toEqual({ code: "unsupported_audio" });
  });
});
