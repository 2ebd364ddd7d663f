/** What can be asked for of a track's analysis. */
export const PARTS = [
  "descriptors",
  "rhythm",
  "harmony",
  "structure",
  "quality",
  "fingerprint",
  "genre",
  "mood",
  "voice",
] as const;
export type Part = (typeof PARTS)[number];

/** Figures over time that can be asked for, a row a frame (43.07 a second). */
export const MATRICES = ["mel", "mfcc", "chroma", "onset_strength", "rms"] as const;
export type Matrix = (typeof MATRICES)[number];

/** The parts that are kept with every track because they have an address of their own. */
export const STORED_PARTS = ["quality", "harmony", "genre", "mood", "voice"] as const;
export type StoredPart = (typeof STORED_PARTS)[number];
