export { downmix } from "./downmix.ts";
export { Resampler } from "./resampler.ts";
