import { type SegmentBound, segmentBounds } from "./segment-bounds.ts";
import { levelOf, type Sound } from "./sound.ts";
import { timbreOf } from "./timbre.ts";
import { PATCH_SIZE, timbrePatch } from "./timbre-patch.ts";

/** A stretch of roughly even sound, as a note or a drum stroke makes it. Fields as in Spotify's audio analysis. */
export interface Segment {
  /** Seconds. */
  start: number;
  duration: number;
  /** How plainly something starts here, 0 to 1: near 0 where a steady sound was only cut for its length. */
  confidence: number;
  /** Levels in decibels below full scale, -60 for silence: at the start, the highest, at the end. */
  loudnessStart: number;
  loudnessMax: number;
  /** Seconds from the segment's start to its highest level. */
  loudnessMaxTime: number;
  loudnessEnd: number;
  /** Pitch classes C to B, the strongest 1; noise and silence have all of them near 1. */
  pitches: number[];
  /** Twelve coefficients: see `timbreOf`. */
  timbre: number[];
}

const CLASSES = 12;

/**
 * Cuts a recording at its onsets into segments that touch one another from 0 to its end, and describes each: how loud it is, which
 * pitches it holds and how it sounds. After Jehan, "Creating music by listening" (2005), which Spotify's segments go back to.
 *
 * @param onsets in seconds, ascending
 * @returns at least one segment, unless the recording is empty
 */
export function segmentsOf(sound: Sound, onsets: readonly number[]): Segment[] {
  if (sound.frames === 0 || !(sound.seconds > 0)) return [];
  const bounds = segmentBounds(sound, onsets);
  const patch = new Float64Array(PATCH_SIZE);
  return bounds.map((bound, index) =>
    describeSegment(sound, bound, bounds[index + 1]?.start ?? sound.seconds, patch),
  );
}

function describeSegment(
  sound: Sound,
  { start, confidence }: SegmentBound,
  end: number,
  patch: Float64Array,
): Segment {
  const { frames, frameRate, rms, mel } = sound;
  const first = Math.min(frames - 1, Math.round(start * frameRate));
  const after = Math.min(frames, Math.max(first + 1, Math.round(end * frameRate)));
  let loudest = first;
  for (let frame = first; frame < after; frame++) if (rms[frame]! > rms[loudest]!) loudest = frame;
  timbrePatch(mel, first, after, patch);
  const duration = end - start;
  return {
    start,
    duration,
    confidence,
    loudnessStart: levelOf(rms[first]!),
    loudnessMax: levelOf(rms[loudest]!),
    loudnessMaxTime: Math.min(duration, Math.max(0, loudest / frameRate - start)),
    loudnessEnd: levelOf(rms[Math.min(frames - 1, after)]!),
    pitches: pitchesOf(sound, first, after),
    timbre: timbreOf(patch),
  };
}

/** Mean chroma of the frames, loud ones counting more, scaled to a maximum of 1. Of silence, no class stands out. */
function pitchesOf({ chroma, rms }: Sound, first: number, after: number): number[] {
  const sums = new Float64Array(CLASSES);
  for (let frame = first; frame < after; frame++) {
    for (let c = 0; c < CLASSES; c++) sums[c]! += rms[frame]! * chroma[frame * CLASSES + c]!;
  }
  const strongest = Math.max(...sums);
  return Array.from(sums, (sum) => (strongest > 0 ? sum / strongest : 1));
}
