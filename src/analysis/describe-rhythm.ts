import type { TrackAnalysis } from "../audio/index.ts";
import { describeAudioAnalysis } from "./describe-audio-analysis.ts";
import { round } from "./rounding.ts";

/** The rhythm of a recording, with more than Spotify's object has room for: onsets, the other tempo, the tempo's course. */
export function describeRhythm(analysis: TrackAnalysis) {
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
