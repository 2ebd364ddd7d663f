/** A mel spectrogram in decibels that can be read in parts; `SpectralResult.logMel` is one. */
export interface MelDecibels {
  readonly bands: number;
  readonly frames: number;
  /** Frames `start` to `start + count - 1`, frame-major. */
  read(start: number, count: number): Float32Array;
}

/** Mel bands of 128 up to 11,025 Hz that hold bass and kick drum: up to about 230 Hz. */
const BASS_BANDS = 8;

/** Frames by which flux is moved so that it lines up with the frames' centres (librosa's convention). */
const DELAY = 2;

/** Frames that are read at once: keeps the copy small. */
const BATCH = 512;

/**
 * Onset strength of the lowest bands: mean rise in decibels from frame to frame (librosa's `onset_strength_multi` for bands 0
 * to 8).
 *
 * @returns f32[frames], aligned with the onset envelope of all bands
 */
export function bassOnsetStrength(mel: MelDecibels): Float32Array {
  const strength = new Float32Array(mel.frames);
  for (let start = 0; start + 1 < mel.frames; start += BATCH) {
    const count = Math.min(BATCH + 1, mel.frames - start);
    const decibels = mel.read(start, count);
    for (let frame = 1; frame < count && start + frame + DELAY < mel.frames; frame++) {
      let rise = 0;
      for (let band = 0; band < BASS_BANDS; band++) {
        const at = frame * mel.bands + band;
        rise += Math.max(0, decibels[at]! - decibels[at - mel.bands]!);
      }
      strength[start + frame + DELAY] = rise / BASS_BANDS;
    }
  }
  return strength;
}
