import { noiseSource } from "../../../scripts/golden/song.ts";

/** White noise in [-1, 1), the same every time. */
export function noise(count: number, seed: number): Float32Array {
  const next = noiseSource(seed);
  return Float32Array.from({ length: count }, next);
}

/** Noise whose power falls by about 3 dB an octave: white noise in rows that change half as often each (Voss and McCartney). */
export function pinkNoise(count: number, seed: number): Float32Array {
  const next = noiseSource(seed);
  const rows = new Float64Array(16);
  return Float32Array.from({ length: count }, (_, i) => {
    const row = i === 0 ? 0 : Math.min(rows.length - 1, Math.log2(i & -i));
    rows[row] = next();
    return rows.reduce((sum, value) => sum + value, 0) / rows.length;
  });
}
