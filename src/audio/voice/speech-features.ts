import { FourierTransform } from "../rhythm/fourier.ts";
import { COARSE_BANDS, type Sound } from "../structure/index.ts";

/** Frames of one window, a power of two: 5.9 s at 43 frames a second. */
export const WINDOW_FRAMES = 256;

/** What tells speech from music in a window; the order of the model's inputs. */
export const SPEECH_FEATURES = [
  "syllabic modulation",
  "depth of modulation",
  "low-energy frames",
  "pauses",
  "steadiness of pitch",
  "prominence of pitch classes",
  "pulse",
  "flux",
  "variation of flux",
  "agreement of low and high bands",
] as const;

const CLASSES = 12;
/** Bands are watched in so many groups of neighbours. */
const GROUPS = 6;
const GROUP_BANDS = COARSE_BANDS / GROUPS;
/** Levels lower than this below a window's loudest are raised to it. */
const RANGE_DECIBELS = 45;
/** Below this root mean square a window is silent. */
const SILENT_RMS = 1e-3;
/** Hz at which syllables come, and over which modulation counts at all. */
const SYLLABIC: readonly [number, number] = [2.5, 7];
const MODULATION: readonly [number, number] = [0.3, 16];
/** Frames over which pitch is compared: 0.19 s, in which speech has moved on and a note mostly has not. */
const PITCH_LAG = 8;
/** Frames from one pulse to the next: 0.28 to 1.4 s. */
const PULSE_LAGS: readonly [number, number] = [12, 60];

const transform = new FourierTransform(WINDOW_FRAMES);
const hann = Float64Array.from(
  { length: WINDOW_FRAMES },
  (_, i) => Math.sin((Math.PI * (i + 0.5)) / WINDOW_FRAMES) ** 2,
);

/**
 * Features of a window of sound, most after Scheirer & Slaney, "Construction and evaluation of a robust multifeature speech/music
 * discriminator" (1997): modulation at the rate of syllables, frames of low energy, variation of the flux, pulse. None changes with the
 * level, and none reads the spectrum's envelope, so that voices and codecs matter little.
 *
 * @param start first frame; frames beyond the recording's end count as silence
 * @returns one number for each of `SPEECH_FEATURES`; null for silence
 */
export function speechFeatures(sound: Sound, start: number): Float64Array | null {
  const frames = Math.min(WINDOW_FRAMES, sound.frames - start);
  const rms = sound.rms.subarray(start, start + frames);
  const meanRms = rms.reduce((a, b) => a + b, 0) / frames;
  if (!(meanRms > SILENT_RMS)) return null;
  const loudest = Math.max(...rms);
  const groups = groupLevels(sound, start, frames);
  const { syllabic, depth } = modulation(groups, sound.frameRate, frames);
  const flux = sound.onsetEnvelope.subarray(start, start + frames);
  const meanFlux = flux.reduce((a, b) => a + b, 0) / frames;
  return Float64Array.of(
    syllabic,
    Math.log(depth + 0.1),
    share(rms, (value) => value < meanRms / 2),
    share(rms, (value) => value < loudest / 30),
    ...pitch(sound, start, frames),
    pulse(flux, meanFlux),
    Math.log(meanFlux + 0.05),
    deviation(flux, meanFlux) / (meanFlux + 0.05),
    correlation(groups[0]!, groups[GROUPS - 2]!, frames),
  );
}

/** Level of each group of bands, one a frame; frames that are missing repeat the window's mean. */
function groupLevels({ mel }: Sound, start: number, frames: number): Float64Array[] {
  const groups = Array.from({ length: GROUPS }, () => new Float64Array(WINDOW_FRAMES));
  for (const [group, levels] of groups.entries()) {
    let loudest = Number.NEGATIVE_INFINITY;
    for (let frame = 0; frame < frames; frame++) {
      const from = (start + frame) * COARSE_BANDS + group * GROUP_BANDS;
      let sum = 0;
      for (let band = from; band < from + GROUP_BANDS; band++) sum += mel[band]!;
      levels[frame] = sum / GROUP_BANDS;
      loudest = Math.max(loudest, levels[frame]!);
    }
    let total = 0;
    for (let frame = 0; frame < frames; frame++) {
      levels[frame] = Math.max(levels[frame]!, loudest - RANGE_DECIBELS);
      total += levels[frame]!;
    }
    for (let frame = 0; frame < WINDOW_FRAMES; frame++)
      levels[frame] = frame < frames ? levels[frame]! - total / frames : 0;
  }
  return groups;
}

/** Share of the modulation that comes at the rate of syllables, and its depth in decibels, over the groups. */
function modulation(groups: readonly Float64Array[], frameRate: number, frames: number) {
  const imaginary = new Float64Array(WINDOW_FRAMES);
  const hertz = frameRate / WINDOW_FRAMES;
  let syllabic = 0;
  let whole = 0;
  let power = 0;
  for (const levels of groups) {
    const real = levels.map((level, i) => level * hann[i]!);
    imaginary.fill(0);
    transform.forward(real, imaginary);
    for (let bin = 1; bin < WINDOW_FRAMES / 2; bin++) {
      const value = real[bin]! ** 2 + imaginary[bin]! ** 2;
      const at = bin * hertz;
      if (at >= MODULATION[0] && at <= MODULATION[1]) whole += value;
      if (at >= SYLLABIC[0] && at <= SYLLABIC[1]) syllabic += value;
    }
    for (const level of levels) power += level * level;
  }
  return { syllabic: whole > 0 ? syllabic / whole : 0, depth: Math.sqrt(power / (GROUPS * frames)) };
}

/** How alike the pitch classes stay from frame to frame, and how much they stand out on the whole; loud frames count more. */
function pitch({ chroma, rms }: Sound, start: number, frames: number): [number, number] {
  const whole = new Float64Array(CLASSES);
  let alike = 0;
  let weights = 0;
  for (let frame = start; frame < start + frames; frame++) {
    const weight = rms[frame]!;
    for (let c = 0; c < CLASSES; c++) whole[c]! += weight * chroma[frame * CLASSES + c]!;
    if (frame + PITCH_LAG >= start + frames) continue;
    let product = 0;
    let here = 0;
    let later = 0;
    for (let c = 0; c < CLASSES; c++) {
      const a = chroma[frame * CLASSES + c]!;
      const b = chroma[(frame + PITCH_LAG) * CLASSES + c]!;
      product += a * b;
      here += a * a;
      later += b * b;
    }
    if (here > 0 && later > 0) alike += (weight * product) / Math.sqrt(here * later);
    weights += weight;
  }
  const mean = whole.reduce((a, b) => a + b) / CLASSES;
  return [weights > 0 ? alike / weights : 0, mean > 0 ? deviation(whole, mean) / mean : 0];
}

/** The highest correlation of the flux with itself at the distances of beats; 0 to 1. */
function pulse(flux: Float32Array, mean: number): number {
  const at = (lag: number) => {
    let sum = 0;
    for (let i = 0; i + lag < flux.length; i++) sum += (flux[i]! - mean) * (flux[i + lag]! - mean);
    return sum;
  };
  const power = at(0);
  if (!(power > 1e-6 * flux.length)) return 0;
  let highest = 0;
  for (let lag = PULSE_LAGS[0]; lag <= PULSE_LAGS[1]; lag++) highest = Math.max(highest, at(lag) / power);
  return highest;
}

function correlation(a: Float64Array, b: Float64Array, frames: number): number {
  let product = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < frames; i++) {
    product += a[i]! * b[i]!;
    first += a[i]! ** 2;
    second += b[i]! ** 2;
  }
  return product / Math.sqrt((first + frames * 0.01) * (second + frames * 0.01));
}

function share(values: Float32Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (holds(value)) count++;
  return count / values.length;
}

function deviation(values: Float32Array | Float64Array, mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return Math.sqrt(sum / values.length);
}
