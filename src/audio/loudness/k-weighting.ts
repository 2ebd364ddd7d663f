/** A second-order section, normalised so that a0 = 1. */
export interface Biquad {
  b: readonly [number, number, number];
  a: readonly [number, number];
}

export interface KWeighting {
  /** The high shelf that stands for the head: about +4 dB above 2 kHz. */
  shelf: Biquad;
  /** The high-pass ("revised low-frequency B curve") below about 60 Hz. */
  highPass: Biquad;
}

// The analogue prototypes behind the 48 kHz coefficients that BS.1770 prints, found by inverting the bilinear
// transform.
const SHELF = {
  frequency: 1681.974450955533,
  q: 0.7071752369554196,
  high: 1.584864701130855,
  band: 1.258720930232562,
};
const HIGH_PASS = { frequency: 38.13547087602444, q: 0.5003270373238773 };
const REFERENCE_RATE = 48_000;

function highPassScale(sampleRate: number): number {
  const k = Math.tan((Math.PI * HIGH_PASS.frequency) / sampleRate);
  return 1 + k / HIGH_PASS.q + k * k;
}

/**
 * The K-weighting of ITU-R BS.1770-5 (Annex 1) for any sample rate: the printed 48 kHz filters taken back to
 * their analogue prototypes and through the bilinear transform again.
 *
 * BS.1770 prints the high-pass with the numerator 1, -2, 1, which gives it a gain of 1.005 at 48 kHz. Keeping
 * that numerator at other rates, as many meters do, would change the gain (+0.05 dB at 22.05 kHz, +0.2 dB at
 * 8 kHz), so the shelf's numerator makes up for the difference and a sound measures the same at every rate
 * (within 0.06 dB up to a quarter of it; 0.25 dB at 8 kHz, where the bilinear transform warps the shelf).
 *
 * @param sampleRate in Hz, above 4 kHz
 */
export function kWeighting(sampleRate: number): KWeighting {
  const k = Math.tan((Math.PI * SHELF.frequency) / sampleRate);
  const { q, high, band } = SHELF;
  const a0 = 1 + k / q + k * k;
  const gain = highPassScale(REFERENCE_RATE) / highPassScale(sampleRate) / a0;
  const shelf: Biquad = {
    b: [
      (high + (band * k) / q + k * k) * gain,
      2 * (k * k - high) * gain,
      (high - (band * k) / q + k * k) * gain,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
  const m = Math.tan((Math.PI * HIGH_PASS.frequency) / sampleRate);
  const scale = highPassScale(sampleRate);
  const highPass: Biquad = {
    b: [1, -2, 1],
    a: [(2 * (m * m - 1)) / scale, (1 - m / HIGH_PASS.q + m * m) / scale],
  };
  return { shelf, highPass };
}
