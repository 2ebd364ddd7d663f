/**
 * Zeroth-order modified Bessel function of the first kind by its power series (Abramowitz & Stegun 9.6.12),
 * to full f64 precision for the arguments that window design needs (0 to about 20).
 */
export function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/**
 * The Kaiser window as a function of time.
 *
 * @param position -1 at the left end, 0 in the middle, 1 at the right end; 0 is returned outside
 * @param beta trades the width of the main lobe for the height of the side lobes
 */
export function kaiser(position: number, beta: number): number {
  const inside = 1 - position * position;
  return inside < 0 ? 0 : besselI0(beta * Math.sqrt(inside)) / besselI0(beta);
}

/**
 * Kaiser's beta for a stop band `attenuation` dB down (Oppenheim & Schafer, "Discrete-Time Signal
 * Processing", 7.5).
 */
export function kaiserBeta(attenuation: number): number {
  if (attenuation > 50) return 0.1102 * (attenuation - 8.7);
  if (attenuation > 21) return 0.5842 * (attenuation - 21) ** 0.4 + 0.07886 * (attenuation - 21);
  return 0;
}

/**
 * Length, in samples, of the Kaiser-windowed sinc with this attenuation and width of transition (same
 * source).
 *
 * @param attenuation dB
 * @param transition width in cycles a sample
 */
export function kaiserLength(attenuation: number, transition: number): number {
  return (attenuation - 7.95) / (14.36 * transition);
}

/** sin(pi t) / (pi t). */
export function sinc(t: number): number {
  return t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
}
