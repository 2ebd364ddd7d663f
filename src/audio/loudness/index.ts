export { type Loudness, LoudnessMeter } from "./meter.ts";
