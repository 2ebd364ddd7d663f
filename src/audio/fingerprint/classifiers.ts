/** Sums of pitch strengths over rows `from` to `to` (of 16) and classes `low` to `high` (of 12), ends not included. */
export type Area = (from: number, to: number, low: number, high: number) => number;

/** Which part of a classifier's rectangle is set against which. */
const WHOLE = 0;
const HALVES_BY_PITCH = 1;
const HALVES_BY_TIME = 2;
const QUARTERS = 3;
const THIRDS_BY_PITCH = 4;
const THIRDS_BY_TIME = 5;

/** A Haar-like filter (Viola & Jones 2001) over a rectangle of rows and pitch classes, and three thresholds. */
type Classifier = readonly [
  kind: number,
  pitch: number,
  height: number,
  width: number,
  ...thresholds: [number, number, number],
];

/** The published sixteen of Chromaprint's default algorithm (Ke, Hoiem & Sukthankar 2005 learned the first such set). */
const CLASSIFIERS: readonly Classifier[] = [
  [WHOLE, 4, 3, 15, 1.98215, 2.35817, 2.63523],
  [THIRDS_BY_PITCH, 4, 6, 15, -1.03809, -0.651211, -0.282167],
  [HALVES_BY_PITCH, 0, 4, 16, -0.298702, 0.119262, 0.558497],
  [QUARTERS, 8, 2, 12, -0.105439, 0.0153946, 0.135898],
  [QUARTERS, 4, 4, 8, -0.142891, 0.0258736, 0.200632],
  [THIRDS_BY_PITCH, 0, 3, 5, -0.826319, -0.590612, -0.368214],
  [HALVES_BY_PITCH, 2, 2, 9, -0.557409, -0.233035, 0.0534525],
  [HALVES_BY_TIME, 7, 3, 4, -0.0646826, 0.00620476, 0.0784847],
  [HALVES_BY_TIME, 6, 2, 16, -0.192387, -0.029699, 0.215855],
  [HALVES_BY_TIME, 1, 3, 2, -0.0397818, -0.00568076, 0.0292026],
  [THIRDS_BY_TIME, 10, 1, 15, -0.53823, -0.369934, -0.190235],
  [QUARTERS, 6, 2, 10, -0.124877, 0.0296483, 0.139239],
  [HALVES_BY_TIME, 1, 1, 14, -0.101475, 0.0225617, 0.231971],
  [QUARTERS, 5, 6, 4, -0.0799915, -0.00729616, 0.063262],
  [HALVES_BY_PITCH, 9, 2, 12, -0.272556, 0.019424, 0.302559],
  [QUARTERS, 4, 2, 14, -0.164292, -0.0321188, 0.0846339],
];
const FIRST_THRESHOLD = 4;
/** Neighbouring steps differ in one bit. */
const GRAY = [0, 1, 3, 2] as const;

/** The hash of 16 rows: two bits a classifier, the first in the top bits. */
export function hashOf(area: Area): number {
  let hash = 0;
  for (const classifier of CLASSIFIERS) {
    const [first, second] = contrast(classifier, area);
    const value = Math.log((1 + first) / (1 + second));
    let step = 0;
    for (let i = FIRST_THRESHOLD; i < classifier.length; i++) if (value >= classifier[i]!) step++;
    hash = (hash << 2) | GRAY[step]!;
  }
  return hash >>> 0;
}

function contrast([kind, low, height, width]: Classifier, area: Area): [number, number] {
  const high = low + height;
  const middle = low + Math.floor(height / 2);
  const turn = Math.floor(width / 2);
  if (kind === WHOLE) return [area(0, width, low, high), 0];
  if (kind === HALVES_BY_PITCH) return [area(0, width, middle, high), area(0, width, low, middle)];
  if (kind === HALVES_BY_TIME) return [area(turn, width, low, high), area(0, turn, low, high)];
  if (kind === QUARTERS) {
    return [
      area(0, turn, middle, high) + area(turn, width, low, middle),
      area(0, turn, low, middle) + area(turn, width, middle, high),
    ];
  }
  const whole = area(0, width, low, high);
  if (kind === THIRDS_BY_PITCH) {
    const third = Math.floor(height / 3);
    const inner = area(0, width, low + third, low + 2 * third);
    return [inner, whole - inner];
  }
  const third = Math.floor(width / 3);
  const inner = area(third, 2 * third, low, high);
  return [inner, whole - inner];
}
