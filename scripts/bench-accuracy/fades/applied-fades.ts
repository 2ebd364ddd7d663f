import { fadesOf } from "../../../src/audio/structure/fades.ts";

/** How amplitude grows over the share `x` of a fade, 0 to 1. */
const CURVES: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => x * x,
  (x) => Math.sin((x * Math.PI) / 2),
  (x) => 10 ** (-2 * (1 - x)),
];

const LENGTHS = [2, 4, 8];

/** A fade shorter than this was not found, or is none. */
const SHORTEST_SECONDS = 1;

/**
 * Applies fades of several lengths and curves to both ends of a recording, by its root mean square (fades are slow beside a frame), and sees
 * how far off they are found. Recordings that seem to fade by themselves get none.
 *
 * @returns fades applied, absolute errors in seconds of those that were found, and ends of the untouched recording called fades
 */
export function fadeErrors(rms: Float32Array, frameRate: number, seconds: number) {
  const plain = fadesOf(rms, frameRate, seconds);
  const invented =
    Number(plain.endOfFadeIn >= SHORTEST_SECONDS) +
    Number(plain.startOfFadeOut <= seconds - SHORTEST_SECONDS);
  const errors: number[] = [];
  let applied = 0;
  for (const length of invented > 0 ? [] : LENGTHS.filter((length) => seconds >= 2.5 * length)) {
    for (const curve of CURVES) {
      const gain = (distance: number) => (distance < length ? curve(Math.max(0, distance / length)) : 1);
      const faded = rms.map((value, frame) => {
        const at = frame / frameRate;
        return value * gain(at) * gain(seconds - at);
      });
      const { endOfFadeIn, startOfFadeOut } = fadesOf(faded, frameRate, seconds);
      applied += 2;
      for (const found of [endOfFadeIn, seconds - startOfFadeOut])
        if (found >= SHORTEST_SECONDS) errors.push(Math.abs(found - length));
    }
  }
  return { applied, errors, invented };
}
