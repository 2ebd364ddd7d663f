// The largest magnitude between the samples (ITU-R BS.1770-5, Annex 2): an interpolating FIR evaluates the
// waveform at `factor - 1` equally spaced instants after each sample. Phases p and factor - p are mirror
// images, so both come from the sums and differences of the samples that lie symmetrically about the middle.
import { BLOCK } from "./levels-scan";

/** Half the number of taps of a phase; the host designs its filter to this length. */
const HALF_TAPS: i32 = 16;

function largestLane(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/**
 * Searches blocks for an interpolated magnitude above `peak`. A block is left out when it cannot hold one: an
 * interpolated value differs from the nearest sample by at most `reach` times the largest step in the
 * filter's span.
 *
 * @param samples first sample of the first block; 16 more must be readable on both sides
 * @param blocks blocks of 32 samples to search
 * @param bounds f32 pairs (magnitude, step) of these blocks, with those of one block before and one after readable
 * @param pairs f32[pairCount / 2][HALF_TAPS][2][2][4]: for two mirrored pairs of phases at a time and each tap from the
 *   outermost inwards, the even and the odd half-filter of each pair, each coefficient in all four lanes
 * @param pairCount mirrored pairs of phases, even; the middle phase is a pair with odd part 0
 * @param reach bound on |value - nearest sample| for steps of at most 1
 * @param peak the largest magnitude seen so far
 * @returns the larger of `peak` and what was found
 */
export function interpolatedPeak(
  samples: usize,
  blocks: i32,
  bounds: usize,
  pairs: usize,
  pairCount: i32,
  reach: f32,
  peak: f32,
): f32 {
  for (let b = 0; b < blocks; b++) {
    const magnitude = max<f32>(load<f32>(bounds), load<f32>(bounds + 8));
    const step = max<f32>(load<f32>(bounds + 4), max<f32>(load<f32>(bounds - 4), load<f32>(bounds + 12)));
    if (magnitude + reach * step > peak) {
      peak = max<f32>(peak, peakOfBlock(samples, pairs, pairCount));
    }
    samples += <usize>BLOCK * 4;
    bounds += 8;
  }
  return peak;
}

// Four neighbouring instants at a time (lane = sample), two pairs of phases for each reading of the samples.
function peakOfBlock(samples: usize, pairs: usize, pairCount: i32): f32 {
  let largest = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>BLOCK * 4; i += 16) {
    let filter = pairs;
    for (let pair = 0; pair < pairCount; pair += 2) {
      let early = samples + i - <usize>(HALF_TAPS - 1) * 4;
      let late = samples + i + <usize>HALF_TAPS * 4;
      let even0 = f32x4.splat(0);
      let even1 = even0;
      let odd0 = even0;
      let odd1 = even0;
      for (let k = 0; k < HALF_TAPS; k++) {
        const a = v128.load(early);
        const z = v128.load(late);
        const sum = f32x4.add(a, z);
        const difference = f32x4.sub(a, z);
        even0 = f32x4.add(even0, f32x4.mul(sum, v128.load(filter)));
        odd0 = f32x4.add(odd0, f32x4.mul(difference, v128.load(filter, 16)));
        even1 = f32x4.add(even1, f32x4.mul(sum, v128.load(filter, 32)));
        odd1 = f32x4.add(odd1, f32x4.mul(difference, v128.load(filter, 48)));
        early += 4;
        late -= 4;
        filter += 64;
      }
      // |even| + |odd| is the larger of |even + odd| and |even - odd|, the two mirrored phases.
      largest = f32x4.pmax(largest, f32x4.add(f32x4.abs(even0), f32x4.abs(odd0)));
      largest = f32x4.pmax(largest, f32x4.add(f32x4.abs(even1), f32x4.abs(odd1)));
    }
  }
  return largestLane(largest);
}
