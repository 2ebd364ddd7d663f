import { cardLinks } from "../cards/index.ts";
import { type AudioFeatures, FEATURE_CARDS, ORIGIN } from "../features/index.ts";
import { SILENT_LUFS } from "./describe-audio-analysis.ts";
import type { Findings } from "./find-out.ts";
import { round } from "./rounding.ts";

const orNull = (value: number | null, digits: number) => (value === null ? null : round(value, digits));

/**
 * Puts what was measured and what was estimated of a track into the shape of the API, links without a host.
 * Figures are rounded to what they are good for: three digits for shares, a hundredth of a beat a minute, a tenth of
 * a decibel finer than hearing.
 */
export function describeFeatures(trackId: string, { analysis, attributes }: Findings): AudioFeatures {
  const { rhythm, harmony, loudness, seconds } = analysis;
  const { tempo, timeSignature } = rhythm;
  const { key, tuningCents } = harmony;
  const { values, confidence, model } = attributes;
  const rounded = <T extends Record<string, number>>(shares: T) =>
    Object.fromEntries(Object.entries(shares).map(([name, value]) => [name, round(value, 3)])) as T;
  return {
    ...rounded(values),
    analysis_url: `${ORIGIN}/v1/audio-analysis/${trackId}`,
    duration_ms: Math.round(seconds * 1000),
    id: trackId,
    key: key.key,
    loudness: round(loudness.integrated ?? SILENT_LUFS, 2),
    mode: key.mode,
    tempo: round(tempo.bpm ?? 0, 2),
    time_signature: timeSignature.beats,
    track_href: `${ORIGIN}/v1/tracks/${trackId}`,
    type: "audio_features",
    uri: `descant:track:${trackId}`,
    confidence: {
      ...rounded(confidence),
      key: round(key.confidence, 3),
      mode: round(key.confidence, 3),
      // Loudness is measured, not estimated: only silence leaves nothing to measure.
      loudness: loudness.integrated === null ? 0 : 1,
      tempo: round(tempo.confidence, 3),
      time_signature: round(timeSignature.confidence, 3),
    },
    cards: cardLinks(FEATURE_CARDS, ORIGIN),
    version: model.version,
    analyser: analysis.analyser,
    details: {
      tempo: {
        alternative: tempo.alternative && {
          bpm: round(tempo.alternative.bpm, 2),
          confidence: round(tempo.alternative.confidence, 3),
        },
      },
      key: {
        runner_up: key.runnerUp && { ...key.runnerUp, confidence: round(key.runnerUp.confidence, 3) },
        tuning_cents: round(tuningCents, 1),
      },
      loudness: {
        integrated_lufs: orNull(loudness.integrated, 2),
        range_lu: orNull(loudness.range, 2),
        true_peak_dbtp: orNull(loudness.truePeak, 2),
      },
    },
  };
}
