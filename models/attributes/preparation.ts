import { fromRows, type Matrix, rowOf } from "../learning/matrix.ts";
import { INPUTS } from "./inputs.ts";

/** Dimensions of chroma, and of its discrete Fourier transform up to the middle. */
export const CHROMA = 12;
export const HARMONICS = CHROMA / 2 + 1;
/** Where the inputs begin whose logarithm is taken; they reach to the end. */
export const LOGARITHMIC_FROM = INPUTS.findIndex(({ descriptor }) => descriptor === "spectral_rms");
/** Values are raised to this before the logarithm, so that silence has one. Every descriptor of real sound lies far above. */
export const LOGARITHM_FLOOR = 1e-3;
/**
 * How much each feature counts, in deviations: coarse factors by family, found once on the whole table. The fine cepstrum (10 to
 * 19) says less than the rest, overall level and the shape of the spectrum say more.
 */
export const WEIGHTS: readonly number[] = [
  ...INPUTS.slice(CHROMA, LOGARITHMIC_FROM).map(({ descriptor, index }) => {
    if (descriptor === "spectral_contrast") return 1.5;
    if (index === 0) return 2;
    return index < 10 ? 1 : 0.5;
  }),
  ...INPUTS.slice(LOGARITHMIC_FROM).map(({ descriptor }) => (descriptor === "spectral_rms" ? 1 : 1.5)),
  ...Array.from({ length: HARMONICS }, () => 0.8),
];
/** How many features the preparation makes of the inputs. */
export const FEATURES = WEIGHTS.length;

/** Cosines and −sines of the 12-point Fourier transform, as 12 × 7 each. */
export function fourierBases(): { real: Matrix; imaginary: Matrix } {
  const angle = (pitch: number, harmonic: number) => (2 * Math.PI * pitch * harmonic) / CHROMA;
  const table = (wave: (angle: number) => number) =>
    fromRows(
      Array.from({ length: CHROMA }, (_, pitch) =>
        Array.from({ length: HARMONICS }, (_, harmonic) => wave(angle(pitch, harmonic))),
      ),
    );
  return { real: table(Math.cos), imaginary: table((a) => -Math.sin(a)) };
}

/**
 * Turns inputs into features. Chroma becomes the magnitudes of its Fourier transform over the twelve pitch classes (Quinn 2006;
 * Amiot, Music Through Fourier Space, 2016): they tell how chromatic, diatonic, whole-toned the music is and are the same in
 * every key, so that 650 recordings need not teach the model each key anew. Level, bandwidth, centroid, roll-off and zero crossings
 * become logarithms, as pitch and loudness are heard. The rest stays as it is.
 *
 * @param inputs rows × INPUTS
 * @returns rows × FEATURES: mfcc, contrast, logarithms, magnitudes
 */
export function prepare(inputs: Matrix): Matrix {
  const { real, imaginary } = fourierBases();
  return fromRows(
    Array.from({ length: inputs.rows }, (_, r) => {
      const row = rowOf(inputs, r);
      const magnitudes = Array.from({ length: HARMONICS }, (_, harmonic) => {
        let x = 0;
        let y = 0;
        for (let pitch = 0; pitch < CHROMA; pitch++) {
          x += row[pitch]! * real.data[pitch * HARMONICS + harmonic]!;
          y += row[pitch]! * imaginary.data[pitch * HARMONICS + harmonic]!;
        }
        return Math.sqrt(x * x + y * y);
      });
      const logarithms = row.subarray(LOGARITHMIC_FROM).map((v) => Math.log(Math.max(v, LOGARITHM_FLOOR)));
      return [...row.subarray(CHROMA, LOGARITHMIC_FROM), ...logarithms, ...magnitudes];
    }),
  );
}
