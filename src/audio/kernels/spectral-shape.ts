import { BINS, SMALLEST_NORMAL, SMALLEST_POWER, VECTOR } from "./spectral-layout";
import { log2 } from "./spectral-logarithm";

// Moments and other one-number descriptions of a spectrum, all in units of bins; the host turns bins into hertz.

/** v128[5]: root mean square, centroid, bandwidth, roll-off (bins) and flatness of the last group. */
export const shapeValues = memory.data(80, 16);

const magnitudes = memory.data(16400, 16);

/** Share of the summed magnitude below the roll-off frequency. */
const ROLLOFF_SHARE: f32 = 0.85;
const EXPONENT_BIAS: i32 = 127;
/** Mantissas (each below 2) multiplied before their product is split again: 2^64 is far from overflow. */
const MANTISSAS_MASK: i32 = 63;

/**
 * Describes four power spectra and leaves the result in `shapeValues`.
 *
 * Flatness needs the geometric mean, hence a logarithm of each bin. Instead the exponents are added as integers and the
 * mantissas multiplied, which leaves one logarithm a frame and is more exact.
 * @param spectrum address of BINS vectors
 */
export function spectralShape(spectrum: usize): void {
  const one = f32x4.splat(1);
  const smallest = f32x4.splat(SMALLEST_POWER);
  const mantissaBits = i32x4.splat(0x007fffff);
  let magnitudeSum = f32x4.splat(0);
  let binSum = f32x4.splat(0);
  let powerSum = f32x4.splat(0);
  let raisedSum = f32x4.splat(0);
  let exponents = i32x4.splat(0);
  let mantissas = one;
  let bin = f32x4.splat(0);
  for (let k: i32 = 0; k < BINS; k++) {
    const power = v128.load(spectrum + <usize>k * VECTOR);
    const magnitude = f32x4.sqrt(power);
    v128.store(magnitudes + <usize>k * VECTOR, magnitude);
    magnitudeSum = f32x4.add(magnitudeSum, magnitude);
    binSum = f32x4.add(binSum, f32x4.mul(magnitude, bin));
    powerSum = f32x4.add(powerSum, power);
    const raised = f32x4.pmax(power, smallest);
    raisedSum = f32x4.add(raisedSum, raised);
    exponents = i32x4.add(exponents, i32x4.shr_u(raised, 23));
    mantissas = f32x4.mul(mantissas, v128.or(v128.and(raised, mantissaBits), one));
    if ((k & MANTISSAS_MASK) === MANTISSAS_MASK) {
      exponents = i32x4.add(exponents, i32x4.sub(i32x4.shr_u(mantissas, 23), i32x4.splat(EXPONENT_BIAS)));
      mantissas = v128.or(v128.and(mantissas, mantissaBits), one);
    }
    bin = f32x4.add(bin, one);
  }
  const silent = f32x4.lt(magnitudeSum, f32x4.splat(SMALLEST_NORMAL));
  const divisor = v128.bitselect(one, magnitudeSum, silent);
  const centroid = f32x4.div(binSum, divisor);

  const threshold = f32x4.mul(magnitudeSum, f32x4.splat(ROLLOFF_SHARE));
  let spread = f32x4.splat(0);
  let cumulative = f32x4.splat(0);
  let below = i32x4.splat(0);
  bin = f32x4.splat(0);
  for (let k: i32 = 0; k < BINS; k++) {
    const magnitude = v128.load(magnitudes + <usize>k * VECTOR);
    const deviation = f32x4.sub(bin, centroid);
    spread = f32x4.add(spread, f32x4.mul(magnitude, f32x4.mul(deviation, deviation)));
    cumulative = f32x4.add(cumulative, magnitude);
    below = i32x4.sub(below, f32x4.lt(cumulative, threshold));
    bin = f32x4.add(bin, one);
  }

  const count = f32x4.splat(<f32>BINS);
  v128.store(shapeValues, f32x4.sqrt(f32x4.div(powerSum, count)));
  v128.store(shapeValues + VECTOR, centroid);
  v128.store(shapeValues + 2 * VECTOR, f32x4.sqrt(f32x4.div(spread, divisor)));
  v128.store(shapeValues + 3 * VECTOR, f32x4.convert_i32x4_s(below));
  const unbiased = i32x4.sub(exponents, i32x4.splat(EXPONENT_BIAS * BINS));
  const logSum = f32x4.add(f32x4.convert_i32x4_s(unbiased), log2(mantissas));
  const arithmetic = f32x4.div(raisedSum, count);
  v128.store(shapeValues + 4 * VECTOR, f32x4.sub(f32x4.div(logSum, count), log2(arithmetic)));
  for (let lane: usize = 0; lane < 16; lane += 4) {
    const at = shapeValues + 4 * VECTOR + lane;
    store<f32>(at, <f32>(2.0 ** <f64>load<f32>(at)));
  }
}
