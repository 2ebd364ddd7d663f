/** What can be calibrated: Spotify's attributes that are amounts, with the range that a mapped value stays in and its digits. */
export const CALIBRATED = {
  acousticness: { least: 0, most: 1, digits: 3 },
  danceability: { least: 0, most: 1, digits: 3 },
  energy: { least: 0, most: 1, digits: 3 },
  instrumentalness: { least: 0, most: 1, digits: 3 },
  liveness: { least: 0, most: 1, digits: 3 },
  loudness: { least: -70, most: 10, digits: 2 },
  speechiness: { least: 0, most: 1, digits: 3 },
  tempo: { least: 1, most: 400, digits: 2 },
  valence: { least: 0, most: 1, digits: 3 },
} as const;

export type CalibratedName = keyof typeof CALIBRATED;

export const CALIBRATED_NAMES = Object.keys(CALIBRATED) as [CalibratedName, ...CalibratedName[]];

/** Whether a figure says something: loudness of -70 is silence, and a tempo of 0 no tempo. Those are neither learned from nor mapped. */
export function isMeasured(name: CalibratedName, value: number): boolean {
  return name === "tempo" ? value > 0 : name === "loudness" ? value > -70 : true;
}
