import type { Quality } from "./quality.ts";

/** What can cost points. The codes are stable. */
export const REASON_CODES = [
  "clipping",
  "true_peak_over",
  "over_compressed",
  "lossy_source",
  "upsampled",
  "narrow_band",
  "inverted_phase",
  "out_of_phase",
  "dead_channel",
  "mono_in_stereo",
  "imbalance",
  "dc_offset",
  "noise",
  "silence",
  "too_quiet",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Something that is wrong with a recording. */
export interface Reason {
  code: ReasonCode;
  /** One sentence for a person. */
  sentence: string;
  /** What it costs, above 0. */
  points: number;
}

/** The technical quality of a recording as one figure. */
export interface Score {
  /** 100 less the points of the reasons, not below 0; null for silence and for anything shorter than 3 s. */
  value: number | null;
  confidence: number;
  /** The dearest first. */
  reasons: Reason[];
}

type Judged = Omit<Quality, "score" | "mastering">;

const LEAST_SECONDS = 3;
const SURE_SECONDS = 30;
/** Reasons below this are not worth a sentence. */
const LEAST_POINTS = 0.5;

/** From 0 at `from` to 1 at `to`, straight between and even beyond. */
const ramp = (value: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));
const fixed = (value: number, digits = 1) => value.toFixed(digits).replace("-", "−");
const kilohertz = (hertz: number) => `${fixed(hertz / 1000)} kHz`;

/**
 * Takes points off for each fault, by how much of it there is and how sure it is. The points are our judgement, not
 * learned from listeners: they say what to look at first.
 */
export function scoreQuality(quality: Judged): Score {
  const { seconds, loudness, bandwidth } = quality;
  if (seconds < LEAST_SECONDS || loudness.integrated === null)
    return { value: null, confidence: 0, reasons: [] };
  const reasons = [
    ...levelReasons(quality),
    ...bandReasons(quality),
    ...channelReasons(quality),
    ...restReasons(quality),
  ]
    .map((reason) => ({ ...reason, points: Math.round(reason.points * 10) / 10 }))
    .filter(({ points }) => points >= LEAST_POINTS)
    .sort((a, b) => b.points - a.points);
  const lost = reasons.reduce((sum, { points }) => sum + points, 0);
  const value = Math.round(10 * Math.max(0, 100 - lost)) / 10;
  return {
    value,
    confidence: Math.min(1, seconds / SURE_SECONDS) * (0.6 + 0.4 * bandwidth.confidence),
    reasons,
  };
}

function levelReasons({ clipping, loudness, dynamics }: Judged): Reason[] {
  const peak = loudness.truePeak ?? 0;
  const ratio = dynamics.peakToLoudness ?? 20;
  const runs = clipping.fullScaleRuns + clipping.flatTopRuns;
  return [
    {
      code: "clipping",
      sentence: `${runs} peaks are cut off, ${fixed(100 * clipping.share, 3)} % of all samples.`,
      // One sample in a million is a blemish, one in a hundred is heard all the time.
      points: runs > 0 ? 30 * ramp(Math.log10(clipping.share), -6, -2) : 0,
    },
    {
      code: "true_peak_over",
      sentence: `Between its samples the wave reaches ${fixed(peak)} dBTP, so converters and encoders may clip.`,
      points: 6 * ramp(peak, -0.5, 2),
    },
    {
      code: "over_compressed",
      sentence: `Its peaks stand only ${fixed(ratio)} dB above its loudness, so it has little dynamics left.`,
      points: 15 * ramp(-ratio, -9, -5),
    },
    {
      code: "too_quiet",
      sentence: `At ${fixed(loudness.integrated ?? 0)} LUFS it is far quieter than any target, so noise comes up with it.`,
      points: 8 * ramp(-(loudness.integrated ?? 0), 30, 45),
    },
  ];
}

function bandReasons({ bandwidth, sampleRate }: Judged): Reason[] {
  const { verdict, cutoff, confidence, hertz, likely } = bandwidth;
  const reasons: Reason[] = [];
  if (verdict === "lossy" && cutoff !== null) {
    reasons.push({
      code: "lossy_source",
      sentence: `Its spectrum breaks off at ${kilohertz(cutoff)}, as ${likely} leaves it: it has been through a lossy codec.`,
      points: confidence * (4 + 21 * ramp(-cutoff, -20_000, -11_000)),
    });
  }
  if (verdict === "upsampled" && cutoff !== null) {
    reasons.push({
      code: "upsampled",
      sentence: `Nothing lies above ${kilohertz(cutoff)} although ${kilohertz(sampleRate / 2)} would fit: it was converted from ${likely}.`,
      // Converting 44.1 to 96 kHz takes nothing away; a telephone's band does.
      points: confidence * (3 + 27 * ramp(-cutoff, -20_000, -5_000)),
    });
  }
  if (sampleRate < 32_000 && verdict !== "upsampled") {
    reasons.push({
      code: "narrow_band",
      sentence: `At ${kilohertz(sampleRate)} it can hold nothing above ${kilohertz(sampleRate / 2)}.`,
      points: 4 + 20 * ramp(-sampleRate, -32_000, -8_000),
    });
  } else if (hertz !== null && hertz < 10_000 && verdict === "full") {
    reasons.push({
      code: "narrow_band",
      sentence: `There is next to nothing above ${kilohertz(hertz)}.`,
      points: confidence * 15 * ramp(-hertz, -10_000, -3_000),
    });
  }
  return reasons;
}

function channelReasons({ stereo, deadChannels, dcOffset }: Judged): Reason[] {
  const dc = dcOffset.channels.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const reasons: Reason[] = [
    {
      code: "dc_offset",
      sentence: `The wave is off its middle by ${fixed(100 * dc, 2)} % of full scale.`,
      points: dcOffset.confidence * 10 * ramp(Math.log10(Math.max(dc, 1e-9)), -3, -1),
    },
  ];
  if (deadChannels.length > 0) {
    const numbers = deadChannels.map((channel) => channel + 1).join(", ");
    reasons.push({ code: "dead_channel", sentence: `Nothing is on channel ${numbers}.`, points: 20 });
  }
  if (!stereo || stereo.kind === "one_sided") return reasons;
  const sure = stereo.confidence;
  if (stereo.kind === "inverted_phase") {
    const loss = fixed(-stereo.monoLoss);
    const sentence = `Left and right are upside down to each other: in mono ${loss} dB of it vanish.`;
    reasons.push({ code: "inverted_phase", sentence, points: sure * 25 });
  } else {
    const share = fixed(100 * stereo.outOfPhaseShare, 0);
    const sentence = `In ${share} % of its seconds left and right work against each other.`;
    reasons.push({
      code: "out_of_phase",
      sentence,
      points: sure * 15 * ramp(stereo.outOfPhaseShare, 0.05, 0.5),
    });
  }
  if (stereo.kind === "mono_in_stereo") {
    const sentence = "Left and right are the same: it is mono in a stereo file.";
    reasons.push({ code: "mono_in_stereo", sentence, points: sure * 3 });
  }
  const side = (stereo.balance ?? 0) > 0 ? "right" : "left";
  const lean = Math.abs(stereo.balance ?? 0);
  const sentence = `It leans to the ${side} by ${fixed(lean)} dB.`;
  reasons.push({ code: "imbalance", sentence, points: sure * 10 * ramp(lean, 2, 10) });
  return reasons;
}

function restReasons({ noiseFloor, silence, seconds }: Judged): Reason[] {
  const floor = noiseFloor.level ?? -100;
  const longest = silence.gaps.reduce((most, gap) => Math.max(most, gap.endSeconds - gap.startSeconds), 0);
  const idle = Math.max(silence.headSeconds, silence.tailSeconds, longest);
  return [
    {
      code: "noise",
      sentence: `In its quietest moments there is noise at ${fixed(floor, 0)} dBFS.`,
      points: noiseFloor.confidence * 15 * ramp(floor, -62, -35),
    },
    {
      code: "silence",
      sentence: `It is silent for ${fixed(idle)} s at a stretch.`,
      points: 5 * ramp(idle, Math.min(4, seconds / 3), 20),
    },
  ];
}
