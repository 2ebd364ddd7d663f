/** Share of all units that count as neighbours of one. */
const NEIGHBOUR_SHARE = 0.04;

/**
 * Novelty of what repeats: for every unit, which distances in time lead to a similar one; a new section begins where these distances change
 * (structure features of Serrà, Müller, Grosche & Arcos, "Unsupervised music structure annotation by time series structure features
 * and segment similarity", 2014). Finds the border between two verses that are alike, which a checkerboard cannot see.
 *
 * @param similarity f32[count][count]
 * @param context units before each that have to be alike as well
 * @param blur units over which repetitions are smoothed in time
 * @returns f64[count], value i belongs to the edge before unit i; not negative, 0 where there are too few units
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
  const repeats = repetitions(similarity, count, context, blur / 2, neighbours);
  const taper = Float64Array.from({ length: 2 * blur }, (_, i) => Math.exp(-0.5 * ((i + 0.5) / blur) ** 2));
  const change = new Float64Array(count);
  for (let lag = 0; lag < count; lag++) {
    change.fill(0);
    // A repetition a unit early or late is still the same one.
    for (const row of [lag, (lag + 1) % count]) {
      for (let unit = 0; unit < count; unit++) {
        if (repeats[row * count + unit] === 0) continue;
        for (let i = 0; i < taper.length; i++) {
          if (unit - i > 0) change[unit - i]! += taper[i]!;
          if (unit + 1 + i < count) change[unit + 1 + i]! -= taper[i]!;
        }
      }
    }
    for (let edge = 1; edge < count; edge++) novelty[edge]! += change[edge]! ** 2;
  }
  const scale = neighbours * blur * blur;
  return novelty.map((value) => Math.sqrt(value / scale));
}

/**
 * Which units repeat after which time.
 *
 * @param trivial what is nearer than this many units is alike for trivial reasons
 * @returns u8[lag][unit]: 1 where the unit `lag` further on, cyclically, is among the `neighbours` most similar ones
 */
function repetitions(
  similarity: Float32Array,
  count: number,
  context: number,
  trivial: number,
  neighbours: number,
): Uint8Array {
  const repeats = new Uint8Array(count * count);
  // Sums along the diagonals, of the unit before and of this one.
  let before = new Float64Array(count);
  let sums = new Float64Array(count);
  const candidates = new Float32Array(count);
  for (let unit = 0; unit < count; unit++) {
    for (let other = 0; other < count; other++) {
      const reach = Math.min(unit, other, context - 1) + 1;
      const left =
        Math.min(unit, other) >= context ? similarity[(unit - context) * count + other - context]! : 0;
      sums[other] = (other > 0 ? before[other - 1]! : 0) + similarity[unit * count + other]! - left;
      candidates[other] = Math.abs(unit - other) < trivial ? -1 : sums[other]! / reach;
    }
    const threshold = Math.max(1e-6, candidates.slice().sort()[count - neighbours]!);
    for (let other = 0; other < count; other++) {
      if (candidates[other]! >= threshold) repeats[((other - unit + count) % count) * count + unit] = 1;
    }
    [before, sums] = [sums, before];
  }
  return repeats;
}
