export { estimateTempo, type RatedTempo, type TempoEstimate } from "./tempo.ts";
export { estimateTimeSignature, type TimeSignatureEstimate } from "./time-signature.ts";
