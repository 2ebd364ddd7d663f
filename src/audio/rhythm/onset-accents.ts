/** Seconds over which the running mean of the envelope is taken away. */
const LOCAL_MEAN_SECONDS = 1;

/** A frame is an onset when it is a local peak this many times stronger than the mean of the envelope. */
const ONSET_THRESHOLD = 1.3;

/** Whether there is anything in the envelope: some value above zero and none that is not a finite number. */
export function hasOnsets(onsetEnvelope: Float32Array): boolean {
  let sum = 0;
  for (const value of onsetEnvelope) sum += value;
  return Number.isFinite(sum) && sum > 0;
}

/**
 * Turns an onset-strength envelope into zero-mean accents in which every onset counts, loud ones only a little more.
 *
 * The square root keeps one loud drum from drowning the pulse of the other instruments, the running mean takes away slow
 * changes of density, and the three-tap smoothing lets beats that fall between two frames correlate.
 * The result does not depend on the scale of the envelope.
 *
 * @param onsetEnvelope onset strength, one value a frame, none negative
 * @param frameRate frames a second
 * @returns as many values as the envelope has; all zero where `hasOnsets` is false
 */
export function accentsOf(onsetEnvelope: Float32Array, frameRate: number): Float64Array {
  const frames = onsetEnvelope.length;
  const accents = new Float64Array(frames);
  if (!hasOnsets(onsetEnvelope)) return accents;
  const scale = 1 / meanOf(onsetEnvelope);

  const total = new Float64Array(frames + 1);
  const compressed = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    compressed[i] = Math.sqrt(Math.max(0, onsetEnvelope[i]! * scale));
    total[i + 1] = total[i]! + compressed[i]!;
  }
  const reach = Math.floor((LOCAL_MEAN_SECONDS * frameRate) / 2);
  for (let i = 0; i < frames; i++) {
    const from = Math.max(0, i - reach);
    const to = Math.min(frames, i + reach + 1);
    compressed[i]! -= (total[to]! - total[from]!) / (to - from);
  }
  for (let i = 0; i < frames; i++) {
    const before = i > 0 ? compressed[i - 1]! : 0;
    const after = i + 1 < frames ? compressed[i + 1]! : 0;
    accents[i] = before / 4 + compressed[i]! / 2 + after / 4;
  }
  return accents;
}

/** Onsets a second: local peaks of the envelope that stand out of its mean. Zero for an envelope without onsets. */
export function onsetDensity(onsetEnvelope: Float32Array, frameRate: number): number {
  if (!hasOnsets(onsetEnvelope)) return 0;
  const threshold = ONSET_THRESHOLD * meanOf(onsetEnvelope);
  let onsets = 0;
  for (let i = 1; i + 1 < onsetEnvelope.length; i++) {
    const value = onsetEnvelope[i]!;
    if (value > threshold && value > onsetEnvelope[i - 1]! && value >= onsetEnvelope[i + 1]!) onsets++;
  }
  return (onsets * frameRate) / onsetEnvelope.length;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
