// kernel entry
// Everything that runs at the file's own sample rate, before the 22.05 kHz analysis: levels, loudness and the
// resampler. The host lays memory out itself, from `heapStart` on; no kernel allocates or keeps global state.

export { mayClip } from "./levels-clipping";
export { deinterleave, halveRate } from "./levels-halving";
export { convolveBetweenPhases, convolvePhases } from "./levels-polyphase";
export { reach } from "./levels-reach";
export { repair } from "./levels-repair";
export { scanLevels } from "./levels-scan";
export { addUp } from "./levels-sums";
export { interpolatedPeak } from "./levels-true-peak";
export { weightedEnergy } from "./levels-weighting";

/** First byte of linear memory that is free for the host to use. */
export function heapStart(): usize {
  return __heap_base;
}
