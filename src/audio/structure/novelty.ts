import { UNIT_FEATURES, type Units } from "./section-units.ts";

/** f32[count][count] of similarities, 1 for equal units, e^-1 for the typical pair; 1 everywhere where nothing varies. */
export function selfSimilarity({ count, features }: Units): Float32Array {
  const matrix = new Float32Array(count * count);
  let total = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let distance = 0;
      for (let i = 0; i < UNIT_FEATURES; i++) {
        const difference = features[a * UNIT_FEATURES + i]! - features[b * UNIT_FEATURES + i]!;
        distance += difference * difference;
      }
      matrix[a * count + b] = distance;
      total += distance;
    }
  }
  const mean = total / Math.max(1, (count * (count - 1)) / 2);
  for (let a = 0; a < count; a++) {
    matrix[a * count + a] = 1;
    for (let b = 0; b < a; b++) {
      const similarity = mean > 0 ? Math.exp(-matrix[a * count + b]! / mean) : 1;
      matrix[a * count + b] = similarity;
      matrix[b * count + a] = similarity;
    }
  }
  return matrix;
}

/**
 * Novelty by a checkerboard with a Gaussian taper that moves along the diagonal (Foote, "Automatic audio segmentation using a measure of
 * audio novelty", 2000): how much more alike the units on the same side of a moment are than those across it.
 *
 * @param similarity count × count
 * @param reach units on either side
 * @returns f64[count]: value i belongs to the edge before unit i; 0 to 1, where negative values count as 0
 */
export function checkerboardNovelty(similarity: Float32Array, count: number, reach: number): Float64Array {
  const novelty = new Float64Array(count);
  const taper = Float64Array.from({ length: reach }, (_, i) => Math.exp(-2 * ((i + 0.5) / reach) ** 2));
  for (let edge = 1; edge < count; edge++) {
    const before = Math.min(reach, edge);
    const after = Math.min(reach, count - edge);
    // A side of one or two units says too little, and would say it loudly.
    if (Math.min(before, after) < Math.min(4, reach)) continue;
    let same = 0;
    let sameWeight = 0;
    let cross = 0;
    let crossWeight = 0;
    for (let i = -before; i < after; i++) {
      const row = (edge + i) * count + edge;
      const weight = taper[i < 0 ? -1 - i : i]!;
      for (let j = i + 1; j < after; j++) {
        const product = weight * taper[j < 0 ? -1 - j : j]!;
        const value = product * similarity[row + j]!;
        if (i < 0 === j < 0) {
          same += value;
          sameWeight += product;
        } else {
          cross += value;
          crossWeight += product;
        }
      }
    }
    novelty[edge] = Math.max(0, same / sameWeight - cross / crossWeight);
  }
  return novelty;
}
