import type { Random } from "../learning/random.ts";
import { CLIP_RATE } from "./synthetic-speech.ts";

/** What is done to a clip, so that no model learns that music is wide and clean, and speech dry. */
export const CONDITIONS = ["clean", "reverberant", "noisy", "telephone", "music bed"] as const;
export type Condition = (typeof CONDITIONS)[number];

/**
 * A copy of the clip under a condition.
 *
 * @param bed music for "music bed", 10 to 16 dB quieter than the clip
 */
export function under(
  condition: Condition,
  clip: Float32Array,
  bed: Float32Array,
  random: Random,
): Float32Array {
  if (condition === "reverberant") return reverberant(clip, random);
  if (condition === "telephone") return telephone(clip);
  if (condition === "noisy") {
    const noise = Float32Array.from({ length: clip.length }, () => random() + random() - 1);
    return mixed(clip, noise, 15 + 10 * random());
  }
  return condition === "music bed" ? mixed(clip, bed, 10 + 6 * random()) : clip;
}

/** Adds `other`, so that it lies `decibels` below. */
function mixed(clip: Float32Array, other: Float32Array, decibels: number): Float32Array {
  const gain = (energy(clip) / (energy(other) || 1)) ** 0.5 * 10 ** (-decibels / 20);
  return clip.map((sample, i) => sample + gain * other[i % other.length]!);
}

/** Four feedback combs of prime lengths (Schroeder 1962): a room with a reverberation time of 0.4 to 1.2 s. */
function reverberant(clip: Float32Array, random: Random): Float32Array {
  const out = clip.slice();
  const time = 0.4 + 0.8 * random();
  for (const delay of [653, 757, 839, 937]) {
    const feedback = 10 ** ((-3 * delay) / CLIP_RATE / time);
    const comb = new Float32Array(clip.length);
    for (let i = 0; i < clip.length; i++) {
      comb[i] = clip[i]! + feedback * (comb[i - delay] ?? 0);
      out[i]! += 0.25 * (comb[i]! - clip[i]!);
    }
  }
  return out;
}

/** Two one-pole filters either way: what is left is about 300 to 3400 Hz. */
function telephone(clip: Float32Array): Float32Array {
  let samples = clip;
  for (let pass = 0; pass < 2; pass++) {
    samples = samples.map(onePole(3400));
    const low = samples.map(onePole(300));
    samples = samples.map((sample, i) => sample - low[i]!);
  }
  return samples;
}

function onePole(hertz: number): (sample: number) => number {
  const share = 1 - Math.exp((-2 * Math.PI * hertz) / CLIP_RATE);
  let state = 0;
  return (sample) => {
    state += share * (sample - state);
    return state;
  };
}

function energy(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / samples.length;
}
