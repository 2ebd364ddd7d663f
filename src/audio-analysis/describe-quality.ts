import type { Quality } from "../audio/quality/index.ts";
import type { QualityAnswer } from "./quality-contract.ts";

const round = (value: number, digits: number) => Number(value.toFixed(digits));
const orNull = (value: number | null, digits = 2) => (value === null ? null : round(value, digits));

/** Puts what was found out about a recording's quality into the shape of the API, rounded to what it is good for. */
export function describeQuality(quality: Quality, analyser: string): QualityAnswer {
  const { loudness, dynamics, clipping, dcOffset, stereo, noiseFloor, bandwidth, silence, score, mastering } =
    quality;
  return {
    type: "quality",
    analyser,
    model: "descant-quality-detector",
    duration: round(quality.seconds, 3),
    sample_rate: quality.sampleRate,
    channels: quality.channels,
    score: { ...score, confidence: round(score.confidence, 2) },
    loudness: {
      integrated_lufs: orNull(loudness.integrated),
      range_lu: orNull(loudness.range),
      momentary_max_lufs: orNull(loudness.momentaryMax),
      short_term_max_lufs: orNull(loudness.shortTermMax),
      true_peak_dbtp: orNull(loudness.truePeak),
      sample_peak_dbfs: orNull(loudness.samplePeak),
      // Measured, not estimated: only silence leaves nothing to measure.
      confidence: loudness.integrated === null ? 0 : 1,
      curve: {
        step: 1,
        window: 3,
        short_term_lufs: Array.from(loudness.loudnessCurve, (value) => round(value, 1)),
      },
    },
    dynamics: {
      crest_factor_db: orNull(dynamics.crestFactor),
      peak_to_loudness_db: orNull(dynamics.peakToLoudness),
      peak_to_short_term_db: orNull(dynamics.peakToShortTerm),
    },
    clipping: {
      full_scale_runs: clipping.fullScaleRuns,
      full_scale_samples: clipping.fullScaleSamples,
      flat_top_runs: clipping.flatTopRuns,
      flat_top_samples: clipping.flatTopSamples,
      share: round(clipping.share, 7),
      regions: clipping.regions.map(({ startSeconds, endSeconds, samples }) => ({
        start: round(startSeconds, 3),
        end: round(endSeconds, 3),
        samples,
      })),
      confidence: loudness.samplePeak === null ? 0 : 1,
    },
    dc_offset: {
      channels: dcOffset.channels.map((value) => round(value, 6)),
      confidence: round(dcOffset.confidence, 2),
    },
    stereo: stereo && {
      kind: stereo.kind,
      correlation: orNull(stereo.correlation, 3),
      lowest_correlation: orNull(stereo.lowestCorrelation, 3),
      out_of_phase_share: round(stereo.outOfPhaseShare, 3),
      balance_db: orNull(stereo.balance),
      mono_loss_db: round(stereo.monoLoss, 2),
      confidence: round(stereo.confidence, 2),
    },
    dead_channels: quality.deadChannels,
    noise_floor: { dbfs: orNull(noiseFloor.level, 1), confidence: round(noiseFloor.confidence, 2) },
    bandwidth: {
      hertz: orNull(bandwidth.hertz, 0),
      cutoff_hertz: orNull(bandwidth.cutoff, 0),
      drop_db: orNull(bandwidth.drop, 1),
      verdict: bandwidth.verdict,
      likely: bandwidth.likely,
      confidence: round(bandwidth.confidence, 2),
    },
    silence: {
      head: round(silence.headSeconds, 2),
      tail: round(silence.tailSeconds, 2),
      gaps: silence.gaps.map(({ startSeconds, endSeconds }) => ({
        start: round(startSeconds, 2),
        end: round(endSeconds, 2),
      })),
      share: round(silence.share, 4),
      digital_share: round(silence.digitalShare, 4),
    },
    mastering:
      mastering?.map((hint) => ({
        target: hint.name,
        target_lufs: hint.loudness,
        ceiling_dbtp: hint.ceiling,
        gain_db: round(hint.gain, 2),
        true_peak_dbtp: round(hint.truePeak, 2),
        exceeds_ceiling: hint.exceeds,
        clean_gain_db: round(hint.cleanGain, 2),
        clean_lufs: round(hint.cleanLoudness, 2),
      })) ?? null,
  };
}
