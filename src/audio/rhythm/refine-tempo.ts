/** How far the first estimate may be off, as a share of it: a little more than its grid is wide. */
const REACH = 0.03;
const STEPS = 30;
/** Multiples of the beat that vote; higher ones are sharper. */
const HARMONICS = [1, 2, 3, 4];
/** Longer stretches only add the player's drift. */
const LONGEST_SECONDS = 60;

/**
 * Sharpens a tempo that is right within 3 %: the one near it at whose first four multiples the onset envelope's spectrum
 * is largest together. The middle minute is read, under a Hann window.
 * @param onsetEnvelope onset strength, one value a frame
 * @param frameRate frames a second
 * @param bpm the estimate to sharpen, above 0
 * @returns beats a minute within 3 % of `bpm`; `bpm` itself when nothing near it is better
 */
export function refineTempo(onsetEnvelope: Float32Array, frameRate: number, bpm: number): number {
  const length = Math.min(onsetEnvelope.length, Math.round(LONGEST_SECONDS * frameRate));
  const start = (onsetEnvelope.length - length) >> 1;
  const stretch = windowed(onsetEnvelope.subarray(start, start + length));
  const nyquist = frameRate / 2;
  const strength = (tempo: number) => {
    const frequencies = HARMONICS.map((multiple) => (multiple * tempo) / 60);
    const magnitudes = magnitudesAt(
      stretch,
      frequencies.map((frequency) => frequency / frameRate),
    );
    return magnitudes.reduce((sum, magnitude, i) => (frequencies[i]! < nyquist ? sum + magnitude : sum), 0);
  };

  const tempi = Array.from({ length: 2 * STEPS + 1 }, (_, i) => bpm * (1 + (REACH * (i - STEPS)) / STEPS));
  const strengths = tempi.map(strength);
  const best = strengths.indexOf(Math.max(...strengths));
  // A maximum at the edge is the flank of something else.
  if (best === 0 || best === strengths.length - 1) return bpm;
  const [left, peak, right] = [strengths[best - 1]!, strengths[best]!, strengths[best + 1]!];
  const bend = left - 2 * peak + right;
  const shift = bend < 0 ? (0.5 * (left - right)) / bend : 0;
  return tempi[best]! + (shift * REACH * bpm) / STEPS;
}

function windowed(envelope: Float32Array): Float64Array {
  const mean = envelope.reduce((a, b) => a + b, 0) / envelope.length;
  return Float64Array.from(
    envelope,
    (value, i) => (value - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / envelope.length)),
  );
}

/**
 * Magnitudes of the spectrum at four frequencies in cycles a sample: Goertzel's recurrence, "An algorithm for the evaluation of finite
 * trigonometric series" (1958), at once for all four, of which each would wait for itself.
 */
function magnitudesAt(signal: Float64Array, frequencies: readonly number[]): number[] {
  const turns = frequencies.map((frequency) => 2 * Math.cos(2 * Math.PI * frequency));
  const [turnA = 0, turnB = 0, turnC = 0, turnD = 0] = turns;
  let [a, b, c, d] = [0, 0, 0, 0];
  let [beforeA, beforeB, beforeC, beforeD] = [0, 0, 0, 0];
  for (let i = 0; i < signal.length; i++) {
    const value = signal[i]!;
    const nextA = value - beforeA + turnA * a;
    const nextB = value - beforeB + turnB * b;
    const nextC = value - beforeC + turnC * c;
    const nextD = value - beforeD + turnD * d;
    beforeA = a;
    beforeB = b;
    beforeC = c;
    beforeD = d;
    a = nextA;
    b = nextB;
    c = nextC;
    d = nextD;
  }
  const before = [beforeA, beforeB, beforeC, beforeD];
  return [a, b, c, d].map((last, i) =>
    Math.sqrt(Math.max(0, last * last + before[i]! * before[i]! - turns[i]! * last * before[i]!)),
  );
}
