import { accentsOf, onsetDensity } from "./onset-accents.ts";
import { TEMPO_GRID, tempoFeatures } from "./tempo-features.ts";
import { type Tempogram, tempogramOf } from "./tempogram.ts";

/** What the tempo is read from, each zero-mean, one value a frame. */
export interface TempoSignals {
  /** Accents of all bands, and of the lowest (`accentsOf`). */
  whole: Float64Array;
  bass: Float64Array;
  /** How probable a beat is (`beatPulse`). */
  beat: Float64Array;
  frameRate: number;
  /** Onsets a second. */
  density: number;
}

/** @param beatActivation log-odds of a beat at each frame; without it the accents of all bands stand in */
export function tempoSignals(
  onsetEnvelope: Float32Array,
  frameRate: number,
  bassEnvelope: Float32Array,
  beatActivation: Float32Array | null,
): TempoSignals {
  const whole = accentsOf(onsetEnvelope, frameRate);
  return {
    whole,
    bass: bassEnvelope === onsetEnvelope ? whole : accentsOf(bassEnvelope, frameRate),
    beat: beatActivation === null ? whole : beatPulse(beatActivation),
    frameRate,
    density: onsetDensity(onsetEnvelope, frameRate),
  };
}

/** Probabilities of a beat less their mean. */
function beatPulse(activation: Float32Array): Float64Array {
  const pulse = new Float64Array(activation.length);
  let sum = 0;
  for (let i = 0; i < pulse.length; i++) {
    pulse[i] = 1 / (1 + Math.exp(-activation[i]!));
    sum += pulse[i]!;
  }
  const mean = sum / pulse.length;
  for (let i = 0; i < pulse.length; i++) pulse[i]! -= mean;
  return pulse;
}

/**
 * Features of the candidate tempi (`tempoFeatures`) in frames `from` to `to - 1`, and the tempograms of all bands and of the lowest,
 * if those have any accents.
 * @param grid candidate tempi
 * @returns null when there are no accents
 */
export function tempoEvidence(
  { whole, bass, beat, frameRate, density }: TempoSignals,
  from = 0,
  to = whole.length,
  grid = TEMPO_GRID,
): { features: Float64Array; tempogram: Tempogram; bassTempogram: Tempogram | null } | null {
  const tempogram = tempogramOf(whole.subarray(from, to), frameRate);
  if (tempogram === null) return null;
  const of = (signal: Float64Array) =>
    signal === whole ? tempogram : tempogramOf(signal.subarray(from, to), frameRate);
  const bassTempogram = of(bass);
  const features = tempoFeatures(tempogram, bassTempogram ?? tempogram, of(beat) ?? tempogram, density, grid);
  return { features, tempogram, bassTempogram };
}
