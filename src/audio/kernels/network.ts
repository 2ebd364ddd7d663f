// kernel entry
// The small networks that hear beats and chords, the searches for the most probable path through what they say, and what else
// rhythm and harmony compute at length.
// The host lays memory out itself, from `heapStart` on; no kernel allocates or keeps anything for its next call. Numbers are f32
// unless said otherwise, rows lie one after another, and each result meets the same operations in the same order
// however many are computed at once: where a block begins and ends changes nothing.

export { lessMean, poolBands } from "./network-bands";
export { beatStep } from "./network-beats";
export { chordStep } from "./network-chords";
export { addLeaky, cutBelowZero, filterTime, multiply } from "./network-layers";
export { linePowers } from "./network-lines";
export { filterSemitones, foldClasses, meanRows, whiten } from "./network-semitones";

/** First byte of linear memory that is free for the host to use. */
export function heapStart(): usize {
  return __heap_base;
}
