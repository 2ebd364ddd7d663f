import { FRAME_SECONDS } from "./frame-buffer.ts";
import { DIGITAL_SILENCE } from "./frame-statistics.ts";

/** Frames below this are silent, in dBFS. */
const SILENT_LEVEL = -60;
/** The shortest silence within a recording that is told. */
const GAP_SECONDS = 1;
const GAPS = 32;

/** A silent stretch between sounds. */
export interface Gap {
  startSeconds: number;
  endSeconds: number;
}

/** Where a recording is silent: below -60 dBFS for 20 ms. */
export interface Silence {
  headSeconds: number;
  tailSeconds: number;
  /** Silent stretches of a second or more between sounds, in order: the 32 longest. */
  gaps: Gap[];
  /** Share of all frames, 0 to 1, head and tail included. */
  share: number;
  /** Share of all frames that are nothing but zeros, 0 to 1. */
  digitalShare: number;
}

/** @param levels of frames of 20 ms, in dBFS; @param seconds of the recording */
export function findSilence(levels: Float32Array, seconds: number): Silence {
  let silent = 0;
  let digital = 0;
  const gaps: Gap[] = [];
  let first = -1;
  let last = -1;
  for (let i = 0; i < levels.length; i++) {
    if (levels[i]! === DIGITAL_SILENCE) digital++;
    if (levels[i]! < SILENT_LEVEL) {
      silent++;
      continue;
    }
    if (first < 0) first = i;
    else if ((i - last - 1) * FRAME_SECONDS >= GAP_SECONDS) {
      gaps.push({ startSeconds: (last + 1) * FRAME_SECONDS, endSeconds: i * FRAME_SECONDS });
    }
    last = i;
  }
  const length = ({ startSeconds, endSeconds }: Gap) => endSeconds - startSeconds;
  const frames = Math.max(1, levels.length);
  return {
    headSeconds: first < 0 ? seconds : first * FRAME_SECONDS,
    tailSeconds: first < 0 ? seconds : Math.max(0, seconds - (last + 1) * FRAME_SECONDS),
    gaps: gaps
      .sort((a, b) => length(b) - length(a))
      .slice(0, GAPS)
      .sort((a, b) => a.startSeconds - b.startSeconds),
    share: silent / frames,
    digitalShare: digital / frames,
  };
}
