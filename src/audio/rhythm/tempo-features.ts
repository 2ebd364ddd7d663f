import type { Tempogram } from "./tempogram.ts";
import { sampleAt } from "./tempogram.ts";

const SLOWEST_BPM = 30;
const FASTEST_BPM = 300;

/** Step of the tempo grid in natural logarithms: 1 %. */
export const TEMPO_STEP = 0.01;

/** Candidate tempi in beats a minute, evenly spaced on a logarithmic scale from 30 to 300. */
export const TEMPO_GRID: Float64Array = Float64Array.from(
  { length: Math.floor(Math.log(FASTEST_BPM / SLOWEST_BPM) / TEMPO_STEP) + 1 },
  (_, i) => SLOWEST_BPM * Math.exp(i * TEMPO_STEP),
);

/** Multiples of the candidate's period, and of its frequency, at which a tempogram is read. */
const MULTIPLES = [1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 3 / 2, 2, 3, 4] as const;

/** How many of a candidate's features know nothing but the candidate and the density; they come last. */
export const TEMPO_PRIOR_COUNT = 4;

/** How many features describe one candidate tempo. */
export const TEMPO_FEATURE_COUNT = 6 * MULTIPLES.length + TEMPO_PRIOR_COUNT;

/** Onsets a second that count as neither dense nor sparse; the unit of the density feature. */
const TYPICAL_DENSITY = 3;

/**
 * What speaks for and against each candidate tempo.
 *
 * One row a candidate of `TEMPO_GRID`: self-similarity at 9 multiples of its period and spectral magnitude at 9 multiples of
 * its frequency, of all bands, then the same of the bass and of the beat activation; then four of the prior: the tempo's distance from 120 in
 * octaves, times density, plain, squared and cubed without its sign. These let a model learn which tempi people tap
 * (Moelants 2002), and that dense music is tapped faster.
 *
 * @param whole tempogram of all bands
 * @param bass tempogram of the lowest bands: bass and kick drum mostly tell the beat from its half and double
 * @param beat tempogram of the beat activation: a network that hears which onsets are beats
 * @param density onsets a second (`onsetDensity`)
 * @param grid candidate tempi, when not all of `TEMPO_GRID` are asked for
 * @returns row-major matrix, `grid.length` × `TEMPO_FEATURE_COUNT`
 */
export function tempoFeatures(
  whole: Tempogram,
  bass: Tempogram,
  beat: Tempogram,
  density: number,
  grid: Float64Array = TEMPO_GRID,
): Float64Array {
  const features = new Float64Array(grid.length * TEMPO_FEATURE_COUNT);
  const crowding = Math.log2(Math.min(16, Math.max(0.25, density)) / TYPICAL_DENSITY);
  let at = 0;
  const tempograms = [whole, bass, beat];
  for (const bpm of grid) {
    for (const { autocorrelation, spectrum, frameRate, resolution } of tempograms) {
      for (const m of MULTIPLES) features[at++] = sampleAt(autocorrelation, (m * 60 * frameRate) / bpm);
      for (const m of MULTIPLES) features[at++] = sampleAt(spectrum, (m * bpm) / (60 * resolution));
    }
    const octaves = Math.log2(bpm / 120);
    features[at++] = crowding * octaves;
    features[at++] = octaves;
    features[at++] = octaves * octaves;
    features[at++] = Math.abs(octaves) ** 3;
  }
  return features;
}
