import type { TrackAnalysis } from "../audio/index.ts";
import { describeQuality, type Part } from "../audio-analysis/index.ts";
import { describeAudioAnalysis } from "./describe-audio-analysis.ts";
import { round } from "./rounding.ts";

/** Puts one part of an analysis into the shape of the API, as `POST /v1/audio/analyses` gives it. */
export function describePart(analysis: TrackAnalysis, part: Part): unknown {
  switch (part) {
    case "descriptors":
      return analysis.descriptors;
    case "rhythm":
      return describeRhythm(analysis);
    case "structure": {
      const { track, sections, segments } = describeAudioAnalysis(analysis, 0, 0);
      const { end_of_fade_in, start_of_fade_out } = track;
      return { end_of_fade_in, start_of_fade_out, sections, segments };
    }
    case "quality":
      return describeQuality(analysis.quality, analysis.analyser);
    case "voice":
      return describeVoice(analysis);
  }
}

function describeRhythm(analysis: TrackAnalysis) {
  const { bars, beats, tatums, track } = describeAudioAnalysis(analysis, 0, 0);
  const { tempo, tempo_confidence, time_signature, time_signature_confidence } = track;
  const { alternative } = analysis.rhythm.tempo;
  return {
    tempo,
    tempo_confidence,
    tempo_alternative: alternative && {
      bpm: round(alternative.bpm, 2),
      confidence: round(alternative.confidence, 3),
    },
    time_signature,
    time_signature_confidence,
    beats,
    bars,
    tatums,
    onsets: analysis.rhythm.onsets.map((seconds) => round(seconds, 3)),
    tempo_curve: analysis.rhythm.tempoCurve.map(({ start, bpm, confidence }) => ({
      start: round(start, 3),
      bpm: round(bpm, 2),
      confidence: round(confidence, 3),
    })),
  };
}

/** Whether somebody sings or speaks, and whether it is speech rather than music. */
export function describeVoice({ voice, analyser }: TrackAnalysis) {
  const rounded = ({ probability, confidence }: { probability: number; confidence: number }) => ({
    probability: round(probability, 3),
    confidence: round(confidence, 3),
  });
  return { type: "voice", analyser, vocal: rounded(voice.vocal), speech: rounded(voice.speech) };
}
