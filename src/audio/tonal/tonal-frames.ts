/** Samples a second that a `TonalAnalyser` takes: the rate of the whole analysis. */
export const TONAL_INPUT_RATE = 22_050;
/** Samples a second that its frames have. */
export const TONAL_RATE = 11_025;
/** Samples of a frame: .37 s, so that neighbouring semitones separate from 140 Hz on. */
export const TONAL_FRAME = 4096;
/** Samples from one frame to the next, .093 s. Frame t is centred on sample t * TONAL_HOP. */
export const TONAL_HOP = 1024;
export const TONAL_FRAME_RATE = TONAL_RATE / TONAL_HOP;

/** Semitones of a frame: seven octaves from C1 (32.7 Hz) to B7. Semitone s has the pitch class s modulo 12. */
export const SEMITONES = 84;
/** Frequency of semitone 0 in Hz, when A4 is 440. */
export const LOWEST_HERTZ = 440 * 2 ** ((24 - 69) / 12);

/** Steps of a stored level in one decibel, as src/audio/kernels/tonal.ts has them; the level 0 is -100 dB of a full-scale sine. */
export const LEVEL_STEPS = 2.4;

/** What harmony is read from: how loud each semitone is, all through a recording. 84 bytes a frame. */
export interface TonalFrames {
  frames: number;
  /** Frames a second. */
  frameRate: number;
  /** Length of the recording in seconds. */
  seconds: number;
  /** How far the recording lies from A4 = 440 Hz in cents, -50 to 50; the semitones follow it. */
  tuningCents: number;
  /** Frame-major, frames × 84: level / 2.4 - 100 is decibels of a full-scale sine. */
  levels: Uint8Array;
}
