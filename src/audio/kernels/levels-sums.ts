// What samples add up to, in f64: two samples at a time in the lanes of an f64x2.

// @inline
function total(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}

/**
 * Sums of two channels, of their squares and of their products.
 *
 * @param first f32[count], followed by a readable one
 * @param second f32[count], likewise; may be the first again
 * @param count any number of samples
 * @param sums f64[5], written: sum and squares of the first, sum and squares of the second, products
 */
export function addUp(first: usize, second: usize, count: i32, sums: usize): void {
  let sumA = f64x2.splat(0);
  let sumB = sumA;
  let squareA = sumA;
  let squareB = sumA;
  let product = sumA;
  const end = first + ((<usize>count) << 2);
  for (; first < end; first += 8, second += 8) {
    let a = f64x2.promote_low_f32x4(v128.load64_zero(first));
    let b = f64x2.promote_low_f32x4(v128.load64_zero(second));
    if (first + 4 === end) {
      a = f64x2.replace_lane(a, 1, 0);
      b = f64x2.replace_lane(b, 1, 0);
    }
    sumA = f64x2.add(sumA, a);
    sumB = f64x2.add(sumB, b);
    squareA = f64x2.add(squareA, f64x2.mul(a, a));
    squareB = f64x2.add(squareB, f64x2.mul(b, b));
    product = f64x2.add(product, f64x2.mul(a, b));
  }
  store<f64>(sums, total(sumA));
  store<f64>(sums, total(squareA), 8);
  store<f64>(sums, total(sumB), 16);
  store<f64>(sums, total(squareB), 24);
  store<f64>(sums, total(product), 32);
}
