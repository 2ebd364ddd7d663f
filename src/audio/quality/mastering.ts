import type { Loudness } from "../loudness/index.ts";

/** The loudness that players turn recordings to, and the true peak that they ask for (dBTP). */
const LOUDNESS_TARGETS = [
  { name: "streaming, loud", loudness: -14, ceiling: -1 },
  { name: "streaming, AES TD1008 music", loudness: -16, ceiling: -1 },
  { name: "broadcast, EBU R 128", loudness: -23, ceiling: -1 },
] as const;

/** What happens to a recording that is turned to a target loudness. */
export interface TargetHint {
  name: string;
  /** LUFS, and the dBTP that must not be exceeded. */
  loudness: number;
  ceiling: number;
  /** The gain that reaches the target, in dB. */
  gain: number;
  /** True peak after that gain, in dBTP. */
  truePeak: number;
  /** Whether that is over the ceiling: then a player limits, or stays quieter. */
  exceeds: boolean;
  /** The most gain that the ceiling allows up to the target, in dB, and the loudness it reaches. */
  cleanGain: number;
  cleanLoudness: number;
}

/** @returns null for silence, or anything that has no integrated loudness */
export function masteringHints({ integrated, truePeak }: Loudness): TargetHint[] | null {
  if (integrated === null || truePeak === null) return null;
  return LOUDNESS_TARGETS.map((target) => {
    const gain = target.loudness - integrated;
    const cleanGain = Math.min(gain, target.ceiling - truePeak);
    return {
      ...target,
      gain,
      truePeak: truePeak + gain,
      exceeds: truePeak + gain > target.ceiling,
      cleanGain,
      cleanLoudness: integrated + cleanGain,
    };
  });
}
