export const RATE = 22_050;

/** Notes that sound at once: MIDI numbers, for some seconds. */
export interface Sonority {
  notes: readonly number[];
  seconds: number;
}

/** Plays notes of six overtones each, fading as plucked strings do, one sonority after another. */
export function play(sonorities: readonly Sonority[], cents = 0): Float32Array {
  const lengths = sonorities.map(({ seconds }) => Math.round(seconds * RATE));
  const samples = new Float32Array(lengths.reduce((a, b) => a + b, 0));
  let at = 0;
  for (const [i, { notes }] of sonorities.entries()) {
    for (const note of notes) {
      const hertz = 440 * 2 ** ((note - 69 + cents / 100) / 12);
      for (let k = 1; k <= 6; k++) {
        const step = (2 * Math.PI * k * hertz) / RATE;
        for (let n = 0; n < lengths[i]!; n++) {
          samples[at + n]! += ((0.08 / k) * Math.sin(step * n)) / Math.exp((n / RATE) * 0.7);
        }
      }
    }
    at += lengths[i]!;
  }
  return samples;
}

/** A chord in close position over its root as bass. */
export function chord(root: number, intervals: readonly number[], seconds = 2): Sonority {
  const notes = intervals.map((interval) => 55 + ((root + interval + 5) % 12));
  return { notes: [36 + root, ...notes], seconds };
}

export const MAJOR = [0, 4, 7];
export const MINOR = [0, 3, 7];
export const SEVENTH = [0, 4, 7, 10];

/** Numbers in [-1, 1) from the generator of Numerical Recipes. */
export function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
