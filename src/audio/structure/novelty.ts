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

/**
 * Novelty of what repeats: for every unit, which distances in time lead to a similar one; a new section begins where these distances change
 * (structure features of Serrà, Müller, Grosche & Arcos, "Unsupervised music structure annotation by time series structure features
 * and segment similarity", 2014). Finds the border between two verses that are alike, which the checkerboard cannot see.
 *
 * @param similarity count × count
 * @param context units before each that have to be alike as well
 * @param blur units over which repetitions are smoothed in time
 * @returns f64[count], value i belongs to the edge before unit i; not negative
 */
export function repetitionNovelty(
  similarity: Float32Array,
  count: number,
  context: number,
  blur: number,
): Float64Array {
  const novelty = new Float64Array(count);
  if (count < 4 * blur) return novelty;
  const neighbours = Math.max(1, Math.round(NEIGHBOUR_SHARE * count));
  // lags[lag][unit]: whether the unit that lies `lag` further (cyclically) is among the most similar.
  const lags = new Float32Array(count * count);
  const row = new Float32Array(count);
  for (let unit = 0; unit < count; unit++) {
    for (let other = 0; other < count; other++) {
      let sum = 0;
      for (let c = 0; c < context; c++) {
        const a = Math.max(0, unit - c);
        const b = Math.max(0, other - c);
        sum += similarity[a * count + b]!;
      }
      // What follows directly is alike for trivial reasons.
      row[other] = Math.abs(unit - other) < blur / 2 ? -1 : sum;
    }
    const threshold = Float32Array.from(row).sort()[count - neighbours]!;
    for (let other = 0; other < count; other++) {
      if (row[other]! >= threshold && row[other]! > 0)
        lags[((other - unit + count) % count) * count + unit] = 1;
    }
  }
  const taper = Float64Array.from({ length: 2 * blur }, (_, i) => Math.exp(-0.5 * ((i + 0.5) / blur) ** 2));
  for (let lag = 0; lag < count; lag++) {
    // A repetition a unit early or late is still the same one.
    const from = lag * count;
    const near = ((lag + 1) % count) * count;
    for (let edge = 1; edge < count; edge++) {
      let difference = 0;
      for (let i = 0; i < taper.length; i++) {
        const after = edge + i < count ? lags[from + edge + i]! + lags[near + edge + i]! : 0;
        const before = edge - 1 - i >= 0 ? lags[from + edge - 1 - i]! + lags[near + edge - 1 - i]! : 0;
        difference += taper[i]! * (after - before);
      }
      novelty[edge]! += difference * difference;
    }
  }
  const scale = neighbours * blur * blur;
  for (let edge = 0; edge < count; edge++) novelty[edge] = Math.sqrt(novelty[edge]! / scale);
  return novelty;
}

/** Share of all units that count as neighbours of one. */
const NEIGHBOUR_SHARE = 0.04;
