export { bassOnsetStrength, type MelDecibels } from "./bass-onset-strength.ts";
export { estimateTempo, type TempoEstimate } from "./tempo.ts";
export type { RatedTempo } from "./tempo-posterior.ts";
export { type BeatsPerBar, estimateTimeSignature, type TimeSignatureEstimate } from "./time-signature.ts";
