// The one pass that sees every raw sample: it repairs, counts, and notes for each block of 32 how far the
// samples reach and how steep they are, so that the true-peak search can leave out blocks that cannot hold a
// new maximum.

/** Samples in a block; `levels-true-peak.ts` and the host count in the same blocks. */
export const BLOCK: i32 = 32;

function largestLane(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/**
 * Replaces non-finite samples by 0 in place, then writes for each block its largest magnitude and its largest
 * step between neighbouring samples (the step into the block's first sample included).
 *
 * @param samples f32[blocks * 32], with one readable f32 in front: the sample before (0 at the start)
 * @param blocks number of whole blocks
 * @param bounds f32[2 * blocks], written: magnitude and step, interleaved
 * @param fullScale magnitude from which a sample counts as clipped
 * @returns how many samples reach `fullScale`
 */
export function scanLevels(samples: usize, blocks: i32, bounds: usize, fullScale: f32): i32 {
  const infinity = f32x4.splat(Infinity);
  const limit = f32x4.splat(fullScale);
  let clipped = i32x4.splat(0);
  for (let b = 0; b < blocks; b++) {
    let magnitude = f32x4.splat(0);
    let step = f32x4.splat(0);
    let last = v128.load32_splat(samples - 4);
    for (let i: usize = 0; i < <usize>BLOCK * 4; i += 16) {
      const raw = v128.load(samples + i);
      const x = v128.and(raw, f32x4.lt(f32x4.abs(raw), infinity));
      v128.store(samples + i, x);
      const size = f32x4.abs(x);
      magnitude = f32x4.pmax(magnitude, size);
      // A true lane is -1: subtracting it counts one.
      clipped = i32x4.sub(clipped, f32x4.ge(size, limit));
      const before = v128.shuffle<f32>(last, x, 3, 4, 5, 6);
      step = f32x4.pmax(step, f32x4.abs(f32x4.sub(x, before)));
      last = x;
    }
    store<f32>(bounds, largestLane(magnitude));
    store<f32>(bounds + 4, largestLane(step));
    samples += <usize>BLOCK * 4;
    bounds += 8;
  }
  return (
    i32x4.extract_lane(clipped, 0) +
    i32x4.extract_lane(clipped, 1) +
    i32x4.extract_lane(clipped, 2) +
    i32x4.extract_lane(clipped, 3)
  );
}
