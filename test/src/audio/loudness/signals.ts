import { type Loudness, LoudnessMeter } from "../../../../src/audio/loudness/meter.ts";

export interface Tone {
  /** Peak level in dBFS. */
  level: number;
  seconds: number;
}

/** A sine whose level changes from one stretch to the next without a jump in phase. */
export function sine(tones: readonly Tone[], sampleRate = 48_000, frequency = 1_000): Float32Array {
  const lengths = tones.map(({ seconds }) => Math.round(seconds * sampleRate));
  const out = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let n = 0;
  for (const [i, { level }] of tones.entries()) {
    const amplitude = 10 ** (level / 20);
    for (const end = n + lengths[i]!; n < end; n++) {
      out[n] = amplitude * Math.sin((2 * Math.PI * frequency * n) / sampleRate);
    }
  }
  return out;
}

/**
 * Noise that is the same in every run: a linear congruential generator, uniform in [-amplitude, amplitude).
 */
export function noise(length: number, amplitude = 1, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

/** Measures whole channels, pushed in blocks of `blockLength` frames. */
export function measure(channels: Float32Array[], sampleRate = 48_000, blockLength = 4_999): Loudness {
  const meter = new LoudnessMeter();
  for (let start = 0; start < channels[0]!.length; start += blockLength) {
    meter.push({
      channels: channels.map((channel) => channel.subarray(start, start + blockLength)),
      sampleRate,
    });
  }
  return meter.finish();
}
