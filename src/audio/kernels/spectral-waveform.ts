// What is read from the samples themselves, hop by hop; four hops make a frame.

/** f32[19968]: where the host writes samples, 39 hops. */
export const inputSamples = memory.data(79872, 16);

/** Magnitudes up to this count as zero when signs are compared, as in librosa. */
const ZERO_CROSSING_THRESHOLD: f32 = 1e-10;

/**
 * Sum of squares.
 * @param samples address of f32 samples
 * @param count how many, a multiple of 4
 */
export function energy(samples: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  const end = samples + ((<usize>count) << 2);
  for (let at = samples; at < end; at += 16) {
    const x = v128.load(at);
    const squares = f32x4.mul(x, x);
    const low = f64x2.promote_low_f32x4(squares);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(squares, squares, 2, 3, 2, 3));
    sum = f64x2.add(sum, f64x2.add(low, high));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Number of sign changes between neighbours among `count` samples; zero is positive.
 * @param samples address of f32 samples
 * @param count how many
 */
export function crossings(samples: usize, count: i32): i32 {
  const threshold = f32x4.splat(-ZERO_CROSSING_THRESHOLD);
  let total = i32x4.splat(0);
  let pairs = count - 1;
  let at = samples;
  for (; pairs >= 4; pairs -= 4) {
    const here = f32x4.lt(v128.load(at), threshold);
    const next = f32x4.lt(v128.load(at + 4), threshold);
    total = i32x4.sub(total, v128.xor(here, next));
    at += 16;
  }
  let sum =
    i32x4.extract_lane(total, 0) +
    i32x4.extract_lane(total, 1) +
    i32x4.extract_lane(total, 2) +
    i32x4.extract_lane(total, 3);
  for (; pairs > 0; pairs--) {
    if (isNegative(load<f32>(at)) !== isNegative(load<f32>(at + 4))) sum++;
    at += 4;
  }
  return sum;
}

function isNegative(x: f32): bool {
  return x < -ZERO_CROSSING_THRESHOLD;
}
