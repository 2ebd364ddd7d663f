import { channelWeights } from "./channel-weights.ts";
import { STEP_SECONDS } from "./gating.ts";
import { type Biquad, kWeighting } from "./k-weighting.ts";
import { HALF_TAPS, interpolationPhase, oversampling } from "./true-peak-filter.ts";

// The definitions in plain f64, whole recording at once: the oracle for the kernels in tests.

/** Transposed direct form II, another structure than the kernel's so that the two do not share a mistake. */
function applyBiquad({ b, a }: Biquad, input: Float64Array): Float64Array {
  let s1 = 0;
  let s2 = 0;
  return input.map((x) => {
    const y = b[0] * x + s1;
    s1 = b[1] * x - a[0] * y + s2;
    s2 = b[2] * x - a[1] * y;
    return y;
  });
}

const repaired = (channel: Float32Array): Float64Array =>
  Float64Array.from(channel, (sample) => (Number.isFinite(sample) ? sample : 0));

/**
 * Power of each complete 100 ms step after K-weighting, summed over the channels with their weights
 * (BS.1770-5).
 *
 * @param channels planar, one array each, all as long
 * @param sampleRate in Hz
 */
export function referenceStepPowers(channels: readonly Float32Array[], sampleRate: number): number[] {
  const { shelf, highPass } = kWeighting(sampleRate);
  const weights = channelWeights(channels.length);
  const weighted = channels.map((channel) => applyBiquad(highPass, applyBiquad(shelf, repaired(channel))));
  const step = sampleRate * STEP_SECONDS;
  const powers: number[] = [];
  for (let end = Math.round(step); end <= channels[0]!.length; ) {
    const start = Math.round(powers.length * step);
    let power = 0;
    for (const [c, channel] of weighted.entries()) {
      const energy = channel.subarray(start, end).reduce((sum, z) => sum + z * z, 0);
      power += (weights[c]! * energy) / (end - start);
    }
    powers.push(power);
    end = Math.round((powers.length + 1) * step);
  }
  return powers;
}

/**
 * Largest magnitude of a channel, on the samples and at every interpolated instant between them, with silence
 * before and after (BS.1770-5, Annex 2). Linear: 1 is full scale.
 */
export function referenceTruePeak(channel: Float32Array, sampleRate: number): number {
  const samples = repaired(channel);
  const factor = oversampling(sampleRate);
  let peak = samples.reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0);
  for (let p = 1; p < factor; p++) {
    const taps = interpolationPhase(p / factor);
    for (let i = -HALF_TAPS; i < samples.length; i++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * (samples[i + k - (HALF_TAPS - 1)] ?? 0);
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}
