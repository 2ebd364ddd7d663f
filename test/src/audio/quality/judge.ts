import { LoudnessMeter } from "../../../../src/audio/loudness/index.ts";
import { type Quality, QualityMeter } from "../../../../src/audio/quality/index.ts";

/** Judges whole channels, pushed in blocks of `blockLength` frames. */
export function judge(channels: Float32Array[], sampleRate = 44_100, blockLength = 4_999): Quality {
  const [quality, loudness] = [new QualityMeter(), new LoudnessMeter()];
  for (let start = 0; start < channels[0]!.length; start += blockLength) {
    const block = {
      channels: channels.map((channel) => channel.subarray(start, start + blockLength)),
      sampleRate,
    };
    quality.push(block);
    loudness.push(block);
  }
  return quality.finish(loudness.finish());
}

/** The codes of what points were taken off for. */
export const codesOf = ({ score }: Quality): string[] => score.reasons.map(({ code }) => code);

/** Every number anywhere in a value. */
export function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(numbersOf) : [];
}

/** Three tones that swell, a second of them loud and a second soft: something like music. */
export function tune(seconds: number, sampleRate = 44_100, phase = 0): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => {
    const t = n / sampleRate;
    const swell = 0.15 + 0.85 * Math.abs(Math.sin(Math.PI * t * 0.5)) ** 4;
    return (
      0.12 *
      swell *
      [220, 331, 1_760].reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * t + phase), 0)
    );
  });
}
