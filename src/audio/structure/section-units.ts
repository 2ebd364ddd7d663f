import { COARSE_BANDS } from "./coarse-mel.ts";
import type { Sound } from "./sound.ts";

/** Most units that a recording is cut into: bounds memory (a matrix of their similarities) and time. */
const MOST_UNITS = 1200;

/**
 * A unit lasts this many seconds, more in recordings of over ten minutes. Units as long as beats were tried, on the true beats of 24
 * rendered songs: no better.
 */
const UNIT_SECONDS = 0.5;

const CLASSES = 12;
/** Cosines over the bands that describe the colour of a unit, from the first (tilt) on. */
const COSINES = 10;
/** Chroma, cosines, level, density of onsets. */
export const UNIT_FEATURES = CLASSES + COSINES + 2;

/** How much each group of features counts in distances. */
export interface UnitWeights {
  chroma: number;
  colour: number;
  level: number;
  density: number;
}

/** A recording as a short sequence of units. */
export interface Units {
  count: number;
  /** Start of each in seconds, and the end of the last. */
  edges: Float64Array;
  /** f32[count][UNIT_FEATURES]: every group has mean 0 and, over the recording, the total variance of its weight squared. */
  features: Float32Array;
}

/**
 * Cuts a recording into pieces of half a second and describes each by its harmony, colour, level and density of onsets. Levels count
 * relative to the recording, so that gain changes nothing.
 */
export function sectionUnits(sound: Sound, weights: UnitWeights): Units {
  const count = Math.max(1, Math.min(MOST_UNITS, Math.round(sound.seconds / UNIT_SECONDS)));
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => (sound.seconds * i) / count);
  const features = new Float32Array(count * UNIT_FEATURES);
  const bands = new Float64Array(COARSE_BANDS);
  const cosines = cosineTable();
  for (let unit = 0; unit < count; unit++) {
    const first = Math.min(sound.frames - 1, Math.round(edges[unit]! * sound.frameRate));
    const after = Math.min(sound.frames, Math.max(first + 1, Math.round(edges[unit + 1]! * sound.frameRate)));
    const out = features.subarray(unit * UNIT_FEATURES, (unit + 1) * UNIT_FEATURES);
    bands.fill(0);
    for (let frame = first; frame < after; frame++) {
      for (let c = 0; c < CLASSES; c++) out[c]! += sound.chroma[frame * CLASSES + c]!;
      for (let b = 0; b < COARSE_BANDS; b++)
        bands[b]! += sound.mel[frame * COARSE_BANDS + b]! / (after - first);
      out[CLASSES + COSINES + 1]! += Math.sqrt(sound.onsetEnvelope[frame]! / (after - first));
    }
    normalise(out.subarray(0, CLASSES));
    for (let k = 0; k < COSINES; k++) {
      for (let b = 0; b < COARSE_BANDS; b++) out[CLASSES + k]! += cosines[k * COARSE_BANDS + b]! * bands[b]!;
    }
    out[CLASSES + COSINES] = bands.reduce((a, b) => a + b) / COARSE_BANDS;
  }
  balance(features, count, 0, CLASSES, weights.chroma);
  balance(features, count, CLASSES, COSINES, weights.colour);
  balance(features, count, CLASSES + COSINES, 1, weights.level);
  balance(features, count, CLASSES + COSINES + 1, 1, weights.density);
  return { count, edges, features };
}

function cosineTable(): Float64Array {
  return Float64Array.from({ length: COSINES * COARSE_BANDS }, (_, i) => {
    const k = Math.floor(i / COARSE_BANDS) + 1;
    return Math.cos((Math.PI * k * ((i % COARSE_BANDS) + 0.5)) / COARSE_BANDS);
  });
}

/** Scales a vector to the Euclidean length 1; one of zeros stays. */
function normalise(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= Math.sqrt(squares);
}

/** Centres columns and scales them together; what hardly varies (a steady tone, silence) becomes 0 rather than noise blown up. */
function balance(features: Float32Array, count: number, first: number, width: number, weight: number): void {
  let variance = 0;
  for (let column = first; column < first + width; column++) {
    let sum = 0;
    for (let unit = 0; unit < count; unit++) sum += features[unit * UNIT_FEATURES + column]!;
    const mean = sum / count;
    for (let unit = 0; unit < count; unit++) {
      const at = unit * UNIT_FEATURES + column;
      features[at] = features[at]! - mean;
      variance += features[at]! ** 2 / count;
    }
  }
  const scale = variance > 1e-4 ? weight / Math.sqrt(variance) : 0;
  for (let column = first; column < first + width; column++) {
    for (let unit = 0; unit < count; unit++) features[unit * UNIT_FEATURES + column]! *= scale;
  }
}
