export type { Chord, ChordQuality } from "./chords.ts";
export { analyseHarmony, type Harmony } from "./harmony.ts";
export { estimateKey, type KeyEstimate, type Mode, type RatedKey } from "./key.ts";
export { keyBetween } from "./key-between.ts";
export { TonalAnalyser } from "./tonal-analyser.ts";
export type { TonalFrames } from "./tonal-frames.ts";
