export { bassOnsetStrength, type MelDecibels } from "./bass-onset-strength.ts";
export type { TimeInterval } from "./intervals.ts";
export { analyseRhythm, type Rhythm, type RhythmInput, tempoOf } from "./rhythm.ts";
export { estimateTempo, type TempoEstimate } from "./tempo.ts";
export type { TempoPoint } from "./tempo-curve.ts";
export type { RatedTempo } from "./tempo-posterior.ts";
export { type BeatsPerBar, estimateTimeSignature, type TimeSignatureEstimate } from "./time-signature.ts";
