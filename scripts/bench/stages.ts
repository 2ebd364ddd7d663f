/** The stages of an analysis in their order; `whole` was measured as one, not added up. */
export const STAGES = [
  "decode",
  "loudness",
  "quality",
  "waveform",
  "fingerprint",
  "resample",
  "descriptors",
  "harmony",
  "rhythm",
  "structure",
  "models",
  "whole",
] as const;

/** What each stage takes, in milliseconds. */
export type StageTimes = Record<(typeof STAGES)[number], number>;
