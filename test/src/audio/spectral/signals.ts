// Deterministic test signals at 22,050 Hz. The first six are also in scripts/make-librosa-goldens.py: keep them alike.
const SAMPLE_RATE = 22_050;

/** White noise in [-1, 1) from the generator of Numerical Recipes (x <- 1664525 x + 1013904223 mod 2^32). */
export function noise(samples: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: samples }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function generated(samples: number, at: (t: number, i: number) => number): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => at(i / SAMPLE_RATE, i));
}

function bursts(): Float32Array {
  const white = noise(44_100, 1);
  return generated(44_100, (t, i) => 0.5 * Math.exp(-6 * (t % 0.5)) * white[i]!);
}

function chord(): Float32Array {
  const floor = noise(44_100, 2);
  return generated(44_100, (t, i) => {
    let sum = 0.001 * floor[i]!;
    for (const semitone of [0, 4, 7]) {
      const hertz = 220 * 2 ** ((semitone + 0.235) / 12);
      for (let harmonic = 1; harmonic <= 5; harmonic++) {
        sum += (0.2 / harmonic) * Math.sin(2 * Math.PI * hertz * harmonic * t);
      }
    }
    return 0.5 * sum;
  });
}

function chirp(): Float32Array {
  const floor = noise(44_100, 3);
  return generated(
    44_100,
    (t, i) => 0.7 * Math.sin(2 * Math.PI * (100 * t + 2000 * t * t)) + 0.0005 * floor[i]!,
  );
}

function clicks(): Float32Array {
  const white = noise(40_000, 4);
  return generated(40_000, (_, i) => {
    const age = (i - 700 + 4999) % 4999;
    const click = i >= 700 && age < 400 ? Math.exp(-age / 60) * white[i]! : 0;
    return i < 20_000 ? click : click + 0.0001 * white[i]!;
  });
}

function short(): Float32Array {
  const white = noise(900, 5);
  return generated(900, (_, i) => -0.3 + 0.2 * white[i]!);
}

/** The signals for which librosa's values are stored. */
export const GOLDEN_SIGNALS: Record<string, () => Float32Array> = {
  bursts,
  chord,
  chirp,
  clicks,
  short,
  silence: () => new Float32Array(3000),
};

/** A sine without any noise, where single precision itself is the noise floor. */
export function sine(hertz: number, samples: number): Float32Array {
  return generated(samples, (t) => 0.5 * Math.sin(2 * Math.PI * hertz * t));
}

/** Full-scale single samples in digital silence, one or two in a frame. */
export function impulses(samples: number): Float32Array {
  return generated(samples, (_, i) => (i % 1499 === 700 ? 1 : 0));
}
