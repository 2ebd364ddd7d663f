import type { WavFormat } from "./wav-header.ts";

/** Reads the sample at byte `at`, as a number nominally within [-1, 1]. */
type SampleReader = (view: DataView, at: number) => number;

/**
 * Splits `count` interleaved frames at the start of `bytes` into `channels`. Integers become their value over 2^(bits-1) of the
 * container (8-bit ones are offset by 128); A-law and mu-law are expanded to their 13- and 14-bit values (ITU-T G.711); floats
 * pass as they are.
 */
export function deinterleave(
  bytes: Uint8Array,
  format: WavFormat,
  channels: Float32Array[],
  count: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = sampleReader(format);
  const { sampleBytes, channelCount } = format;
  const frameBytes = sampleBytes * channelCount;
  for (let c = 0; c < channelCount; c++) {
    const channel = channels[c]!;
    for (let i = 0, at = c * sampleBytes; i < count; i++, at += frameBytes) channel[i] = read(view, at);
  }
}

function sampleReader({ coding, sampleBytes, littleEndian }: WavFormat): SampleReader {
  if (coding === "a-law") return (view, at) => A_LAW[view.getUint8(at)]!;
  if (coding === "mu-law") return (view, at) => MU_LAW[view.getUint8(at)]!;
  if (coding === "float") {
    return sampleBytes === 4
      ? (view, at) => view.getFloat32(at, littleEndian)
      : (view, at) => view.getFloat64(at, littleEndian);
  }
  switch (sampleBytes) {
    case 1:
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 2:
      return (view, at) => view.getInt16(at, littleEndian) / 2 ** 15;
    case 3:
      return littleEndian
        ? (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23
        : (view, at) => ((view.getInt8(at) << 16) | view.getUint16(at + 1, false)) / 2 ** 23;
    default:
      return (view, at) => view.getInt32(at, littleEndian) / 2 ** 31;
  }
}

/** G.711 A-law: even bits inverted, 3 bits of exponent, 4 of mantissa; full scale is 4096. */
const A_LAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 1) | 1;
  const magnitude = exponent === 0 ? mantissa : (mantissa | 32) << (exponent - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 4096;
});

/** G.711 mu-law: all bits inverted, a bias of 33 on the magnitude; full scale is 8192. */
const MU_LAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 15) << 1) | 33) << ((bits >> 4) & 7)) - 33;
  return (bits & 0x80 ? -magnitude : magnitude) / 8192;
});
