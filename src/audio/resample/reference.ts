import { design, impulseResponse } from "./filter.ts";

/**
 * The resampler's definition in f64, whole recording at once: output n is the sum over all input samples i of
 * x[i] times the impulse response at (i - n * sourceRate / targetRate). The oracle for the kernels in tests;
 * time grows with the filter's length times a Bessel series for each product, so keep inputs short.
 *
 * @returns ceil(length * targetRate / sourceRate) samples
 */
export function referenceResample(
  samples: Float32Array,
  sourceRate: number,
  targetRate: number,
): Float64Array {
  const filter = design(sourceRate, targetRate);
  const output = new Float64Array(Math.ceil((samples.length * targetRate) / sourceRate));
  return output.map((_, n) => {
    const whole = Math.floor((n * filter.down) / filter.up);
    const fraction = ((n * filter.down) % filter.up) / filter.up;
    const reach = Math.ceil(filter.halfLength) + 1;
    let sum = 0;
    for (let i = Math.max(0, whole - reach); i <= Math.min(samples.length - 1, whole + reach); i++) {
      sum += samples[i]! * impulseResponse(filter, i - whole - fraction);
    }
    return sum;
  });
}
