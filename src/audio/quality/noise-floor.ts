import { FRAME_SECONDS } from "./frame-buffer.ts";

/** Frames below this hold no noise of a recording: zeros, or the last bit of 24. In dBFS. */
const EMPTY_LEVEL = -130;
/** The floor is the level that this share of the frames lies below. */
const QUIET_SHARE = 0.02;
const LEAST_SECONDS = 3;
/** Floors this far below the middle frame are surely no music; those this near are as likely quiet music. In dB. */
const SURELY_NOISE = 45;
const MAYBE_MUSIC = 15;

/** What is heard when nothing plays. */
export interface NoiseFloor {
  /** dBFS; null when there is less than 3 s of sound. An upper bound where the confidence is low. */
  level: number | null;
  /** How sure it is that this is noise and not the quietest music, 0 to 1. */
  confidence: number;
}

/** The level of a recording's quietest moments, digital silence left out. @param levels of frames of 20 ms, in dBFS */
export function findNoiseFloor(levels: Float32Array): NoiseFloor {
  const heard = levels.filter((level) => level > EMPTY_LEVEL).sort();
  if (heard.length * FRAME_SECONDS < LEAST_SECONDS) return { level: null, confidence: 0 };
  const level = heard[Math.floor(heard.length * QUIET_SHARE)]!;
  const depth = heard[Math.floor(heard.length / 2)]! - level;
  const confidence = Math.min(1, Math.max(0, (depth - MAYBE_MUSIC) / (SURELY_NOISE - MAYBE_MUSIC)));
  return { level, confidence };
}
