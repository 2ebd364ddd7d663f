export { CURVE_SECONDS } from "./gating.ts";
export { type Loudness, LoudnessMeter } from "./meter.ts";
