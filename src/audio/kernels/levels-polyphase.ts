// Resampling by a ratio: output n lies at n * advance / phases input samples, and each fractional position
// has its own branch of the filter (polyphase decomposition). Every output is one dot product of fixed order.

function dot(x: usize, h: usize, taps: i32): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  const end = x + ((<usize>taps) << 2);
  while (x < end) {
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(x), v128.load(h)));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(x, 16), v128.load(h, 16)));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load(x, 32), v128.load(h, 32)));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load(x, 48), v128.load(h, 48)));
    x += 64;
    h += 64;
  }
  const sum = f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/**
 * Writes `outputs` samples, each from the branch of its own phase.
 *
 * @param samples f32, the first sample under the filter of the first output
 * @param bank f32[phases][taps], branch p delayed by p / phases of a sample
 * @param taps taps of a branch, a multiple of 16
 * @param phases number of branches (the interpolation factor)
 * @param advance input samples times `phases` from one output to the next (the decimation factor)
 * @param phase phase of the first output, 0 <= phase < phases
 * @param out f32[outputs], written
 * @param outputs number of outputs
 */
export function convolvePhases(
  samples: usize,
  bank: usize,
  taps: i32,
  phases: i32,
  advance: i32,
  phase: i32,
  out: usize,
  outputs: i32,
): void {
  const whole = (<usize>(advance / phases)) << 2;
  const rest = advance % phases;
  const branch = (<usize>taps) << 2;
  for (let n = 0; n < outputs; n++) {
    store<f32>(out, dot(samples, bank + <usize>phase * branch, taps));
    out += 4;
    samples += whole;
    phase += rest;
    if (phase >= phases) {
      phase -= phases;
      samples += 4;
    }
  }
}

/**
 * As `convolvePhases`, for ratios with too many phases to tabulate: the bank holds `branches + 1` branches
 * and each output is interpolated linearly between the two around its phase (Smith, "Digital Audio
 * Resampling").
 *
 * @param branches intervals of the table; branch `branches` is branch 0 one sample later
 */
export function convolveBetweenPhases(
  samples: usize,
  bank: usize,
  taps: i32,
  phases: i32,
  advance: i32,
  phase: i32,
  out: usize,
  outputs: i32,
  branches: i32,
): void {
  const whole = (<usize>(advance / phases)) << 2;
  const rest = advance % phases;
  const branch = (<usize>taps) << 2;
  const scale = <f64>branches / <f64>phases;
  for (let n = 0; n < outputs; n++) {
    const place = <f64>phase * scale;
    const lower = <i32>place;
    const fraction = <f32>(place - <f64>lower);
    const h = bank + <usize>lower * branch;
    const below = dot(samples, h, taps);
    store<f32>(out, below + fraction * (dot(samples, h + branch, taps) - below));
    out += 4;
    samples += whole;
    phase += rest;
    if (phase >= phases) {
      phase -= phases;
      samples += 4;
    }
  }
}
