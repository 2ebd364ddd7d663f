import { readFileSync } from "node:fs";
import path from "node:path";
import { DESCRIPTORS, type DescriptorName } from "../../../../src/audio/spectral/index.ts";

/** Largest difference that counts as agreement, relative to the largest value of the descriptor. */
export const TOLERANCE = 1e-4;

/** What scripts/make-librosa-goldens.py stores of one signal. */
export interface Golden {
  samples: number;
  tuning: number;
  frames: number;
  descriptors: Record<DescriptorName, { mean: number[]; std: number[]; values: number[] }>;
  mel_decibels_every_8th_frame: number[];
}

export function readGolden(signal: string): Golden {
  const file = path.resolve(import.meta.dirname, `../../../golden/librosa/${signal}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Golden;
}

export const DESCRIPTOR_NAMES: DescriptorName[] = DESCRIPTORS.map(({ name }) => name);

/**
 * Largest absolute difference over the largest absolute expected value; infinite when lengths differ or a value is not
 * finite, and the absolute difference itself where everything expected is 0.
 */
export function disagreement(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
    scale = Math.max(scale, Math.abs(expected[i]!));
    worst = Math.max(worst, difference);
  }
  return scale > 0 ? worst / scale : worst;
}

/** Disagreement of means and deviations together, relative to the larger of both. */
export function summaryDisagreement(
  actual: { mean: number[]; std: number[] },
  expected: { mean: number[]; std: number[] },
): number {
  return disagreement([...actual.mean, ...actual.std], [...expected.mean, ...expected.std]);
}
