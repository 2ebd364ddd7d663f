import { ANALYSIS_RATE, type TrackAnalysis } from "../audio/index.ts";
import type { AudioAnalysis } from "../audio-analysis/index.ts";
import { round } from "./rounding.ts";

/** What integrated loudness reads for a recording that never rises above the standard's gate, in LUFS. */
export const SILENT_LUFS = -70;

const time = (seconds: number) => round(seconds, 5);
const share = (value: number) => round(value, 3);

const interval = (entry: { start: number; duration: number; confidence: number }) => ({
  start: time(entry.start),
  duration: time(entry.duration),
  confidence: share(entry.confidence),
});

const tonality = (key: TrackAnalysis["harmony"]["key"]) => ({
  key: key.key,
  key_confidence: share(key.confidence),
  mode: key.mode,
  mode_confidence: share(key.confidence),
});

/**
 * Puts an analysis into the shape of Spotify's AudioAnalysisObject. What we do not compute is empty: the fingerprints of the Echo Nest
 * and what was built on them.
 * @param finishedAt milliseconds since 1970
 * @param tookMs how long the analysis took, decoding included
 */
export function describeAudioAnalysis(
  analysis: TrackAnalysis,
  finishedAt: number,
  tookMs: number,
): AudioAnalysis {
  const { rhythm, seconds, loudness, fades, sampleRate, channels } = analysis;
  const metre = {
    time_signature: rhythm.timeSignature.beats,
    time_signature_confidence: share(rhythm.timeSignature.confidence),
  };
  return {
    meta: {
      analyzer_version: analysis.analyser,
      platform: "Cloudflare Workers",
      detailed_status: "OK",
      status_code: 0,
      timestamp: Math.floor(finishedAt / 1000),
      analysis_time: round(tookMs / 1000, 3),
      input_process: `${channels} ${channels === 1 ? "channel" : "channels"} ${sampleRate}->${ANALYSIS_RATE}`,
    },
    track: {
      num_samples: Math.round(seconds * ANALYSIS_RATE),
      duration: time(seconds),
      sample_md5: "",
      offset_seconds: 0,
      window_seconds: 0,
      analysis_sample_rate: ANALYSIS_RATE,
      analysis_channels: 1,
      end_of_fade_in: time(fades.endOfFadeIn),
      start_of_fade_out: time(fades.startOfFadeOut),
      loudness: round(loudness.integrated ?? SILENT_LUFS, 2),
      tempo: round(rhythm.tempo.bpm ?? 0, 2),
      tempo_confidence: share(rhythm.tempo.confidence),
      ...metre,
      ...tonality(analysis.harmony.key),
      codestring: "",
      code_version: 0,
      echoprintstring: "",
      echoprint_version: 0,
      synchstring: "",
      synch_version: 0,
      rhythmstring: "",
      rhythm_version: 0,
    },
    bars: rhythm.bars.map(interval),
    beats: rhythm.beats.map(interval),
    tatums: rhythm.tatums.map(interval),
    sections: analysis.sections.map((section) => ({
      ...interval(section),
      loudness: round(section.loudness, 2),
      tempo: round(section.tempo.bpm, 2),
      tempo_confidence: share(section.tempo.confidence),
      ...metre,
      ...tonality(section.key),
    })),
    segments: analysis.segments.map((segment) => ({
      ...interval(segment),
      loudness_start: round(segment.loudnessStart, 2),
      loudness_max: round(segment.loudnessMax, 2),
      loudness_max_time: time(segment.loudnessMaxTime),
      loudness_end: round(segment.loudnessEnd, 2),
      pitches: segment.pitches.map(share),
      timbre: segment.timbre.map((value) => round(value, 2)),
    })),
  };
}
