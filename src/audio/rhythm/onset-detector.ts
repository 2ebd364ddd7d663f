import { hasOnsets } from "./onset-accents.ts";

/** Seconds on either side over which the local mean is taken, and how much of the whole mean is added to it. */
const NEIGHBOURHOOD_SECONDS = 0.093;
const RISE_ABOVE_MEAN = 0.4;

/** Peaks nearer than this are one onset. */
const SHORTEST_GAP_SECONDS = 0.046;

/** The envelope's peak comes this much after the attack: half a frame of 2048 samples less what the frame sees of it beforehand. */
const LATENESS_SECONDS = 0.03;

/** Mean rise of the bands in decibels below which there is only the ripple of a steady tone. */
const LEAST_STRENGTH = 0.1;

/**
 * Finds where notes and drums begin: local peaks of the onset envelope that stand out of their surroundings.
 *
 * Peak picking as Böck, Krebs & Schedl, "Evaluating the online capabilities of onset detection methods" (2012), read between
 * frames from the parabola through three. Constants were chosen among 48 settings on the "tempo-beats" recordings.
 *
 * @param onsetEnvelope onset strength in decibels, one value a frame, not negative
 * @param frameRate frames a second
 * @returns times in seconds, ascending, not negative; empty for silence, a steady tone or values that are not numbers
 */
export function detectOnsets(onsetEnvelope: Float32Array, frameRate: number): number[] {
  const frames = onsetEnvelope.length;
  if (!hasOnsets(onsetEnvelope)) return [];
  const total = new Float64Array(frames + 1);
  for (let i = 0; i < frames; i++) total[i + 1] = total[i]! + onsetEnvelope[i]!;
  const mean = total[frames]! / frames;
  if (mean < LEAST_STRENGTH) return [];

  const reach = Math.max(1, Math.round(NEIGHBOURHOOD_SECONDS * frameRate));
  const gap = SHORTEST_GAP_SECONDS * frameRate;
  const onsets: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 1; i + 1 < frames; i++) {
    const [before, here, after] = [onsetEnvelope[i - 1]!, onsetEnvelope[i]!, onsetEnvelope[i + 1]!];
    if (!(here > before && here >= after) || i - last < gap) continue;
    const from = Math.max(0, i - reach);
    const to = Math.min(frames, i + reach + 1);
    if (here < (total[to]! - total[from]!) / (to - from) + RISE_ABOVE_MEAN * mean) continue;
    last = i;
    const shift = (0.5 * (before - after)) / (before - 2 * here + after);
    onsets.push(Math.max(0, (i + shift) / frameRate - LATENESS_SECONDS));
  }
  return onsets;
}

/** Log-odds of an onset above which a peak is one; of four that were tried on "tempo-beats" the best. */
const LEAST_ODDS = -0.5;

/**
 * Finds onsets in the network's activation, which knows better than the envelope what people call an onset.
 * @param activation f32[frames]: log-odds of an onset (`Activation.onset`)
 * @returns times in seconds, ascending
 */
export function pickOnsets(activation: Float32Array, frameRate: number): number[] {
  const onsets: number[] = [];
  for (let i = 1; i + 1 < activation.length; i++) {
    const [before, here, after] = [activation[i - 1]!, activation[i]!, activation[i + 1]!];
    if (!(here > LEAST_ODDS && here > before && here >= after)) continue;
    onsets.push((i + (0.5 * (before - after)) / (before - 2 * here + after)) / frameRate);
  }
  return onsets;
}
