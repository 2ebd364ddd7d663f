/** What the shape of a recording is read from: a sequence of frames, t centred on second t / frameRate. */
export interface Sound {
  frames: number;
  /** Frames a second. */
  frameRate: number;
  /** Duration of the recording. */
  seconds: number;
  /** f32[frames][24] in decibels: `coarseMel` of the mel spectrogram. */
  mel: Float32Array;
  /** f32[frames][12], C first, the largest of each frame 1; silence 0. */
  chroma: Float32Array;
  /** f32[frames]: root mean square, full scale 1. */
  rms: Float32Array;
  /** f32[frames]: mean rise of the mel bands in decibels, not negative. */
  onsetEnvelope: Float32Array;
}

/** Quietest level that is told apart from silence, in decibels below full scale. */
export const SILENCE_DECIBELS = -60;

/** A root mean square in decibels below full scale, not below `SILENCE_DECIBELS`. */
export function levelOf(rms: number): number {
  return rms > 10 ** (SILENCE_DECIBELS / 20) ? 20 * Math.log10(rms) : SILENCE_DECIBELS;
}
