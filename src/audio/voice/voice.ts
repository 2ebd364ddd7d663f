import type { Descriptors } from "../spectral/index.ts";
import type { Sound } from "../structure/index.ts";
import { judge } from "./logistic.ts";
import { SPEECH_MODEL, VOCAL_MODEL } from "./models.ts";
import { speechFeatures, WINDOW_FRAMES } from "./speech-features.ts";
import { vocalInputs, vocalMeans } from "./vocal-inputs.ts";

/** The chance of a yes, and how sure we are of the more likely answer: 0 knows nothing, 1 everything. */
export interface VoiceVerdict {
  probability: number;
  confidence: number;
}

export interface Voice {
  /** Whether somebody sings or speaks in it. */
  vocal: VoiceVerdict;
  /** Whether it is speech rather than music. Over a recording of both: the share of time that speech seems to take. */
  speech: VoiceVerdict;
}

/** Windows that are looked at in a recording, evenly spread. */
const MOST_WINDOWS = 100;

/** How much the vocal model orders better than chance: 2 × .856 - 1, from its cross-validation. */
const VOCAL_SKILL = 0.71;

const UNKNOWN: VoiceVerdict = { probability: 0.5, confidence: 0 };

/**
 * Judges whether a recording is speech or music, window by window, and whether it has a voice, from the means of its descriptors.
 *
 * The confidence is twice the distance of the probability from a half, times how alike the recording is to what the models were learned
 * from. How often they are right: models/voice/card.md. The vocal model knows music only and is right about four times in five, which lowers its
 * confidence; whoever speaks is a voice as well.
 *
 * @returns probability .5 and confidence 0 for silence and for less than a second of sound
 */
export function voiceOf(sound: Sound, descriptors: Descriptors): Voice {
  const speech = speechVerdict(sound);
  if (speech === null) return { vocal: UNKNOWN, speech: UNKNOWN };
  const music = judge(VOCAL_MODEL, vocalInputs(vocalMeans(descriptors)));
  const spoken = speech.probability ** 2;
  return {
    vocal: verdict(
      music.probability + (1 - music.probability) * spoken,
      Math.max(VOCAL_SKILL * music.familiarity, spoken * speech.familiarity),
    ),
    speech: verdict(speech.probability, speech.familiarity),
  };
}

function speechVerdict(sound: Sound): { probability: number; familiarity: number } | null {
  if (sound.frames < sound.frameRate) return null;
  // Short recordings are one window; long ones give whole windows only.
  const windows = Math.max(1, Math.floor(sound.frames / WINDOW_FRAMES));
  const stride = Math.max(1, windows / MOST_WINDOWS);
  let probability = 0;
  let familiarity = 0;
  let count = 0;
  for (let window = 0; Math.round(window) < windows; window += stride) {
    const features = speechFeatures(sound, Math.round(window) * WINDOW_FRAMES);
    if (features === null) continue;
    const one = judge(SPEECH_MODEL, features);
    probability += one.probability;
    familiarity += one.familiarity;
    count++;
  }
  if (count === 0) return null;
  const seen = Math.min(1, sound.frames / WINDOW_FRAMES);
  return { probability: probability / count, familiarity: (seen * familiarity) / count };
}

function verdict(probability: number, familiarity: number): VoiceVerdict {
  return { probability, confidence: familiarity * Math.abs(2 * probability - 1) };
}
