import { ACOUSTID_SECONDS, compress, HASH_SECONDS, hashesIn } from "../audio/fingerprint/compare/index.ts";
import { describeQuality, type Part } from "../audio-analysis/index.ts";
import { describeAudioAnalysis } from "./describe-audio-analysis.ts";
import { describeHarmony } from "./describe-harmony.ts";
import { describeRhythm } from "./describe-rhythm.ts";
import type { Findings } from "./find-out.ts";
import { round } from "./rounding.ts";

const share = (value: number) => round(value, 3);

/** Puts one part of what was found out into the shape of the API. */
export function describePart(findings: Findings, part: Part): unknown {
  const { analysis } = findings;
  switch (part) {
    case "descriptors":
      return analysis.descriptors;
    case "rhythm":
      return describeRhythm(analysis);
    case "harmony":
      return describeHarmony(analysis);
    case "structure": {
      const { track, sections, segments } = describeAudioAnalysis(analysis, 0, 0);
      const { end_of_fade_in, start_of_fade_out } = track;
      return { end_of_fade_in, start_of_fade_out, sections, segments };
    }
    case "quality":
      return describeQuality(analysis.quality, analysis.analyser);
    case "fingerprint":
      return describeFingerprint(findings);
    case "genre":
      return describeGenre(findings);
    case "mood":
      return describeMood(findings);
    case "voice":
      return describeVoice(findings);
  }
}

function describeFingerprint({ analysis: { fingerprint, seconds } }: Findings) {
  const { hashes } = fingerprint;
  return {
    algorithm: 2,
    duration: round(seconds, 3),
    hash_seconds: round(HASH_SECONDS, 6),
    fingerprint: compress(hashes.subarray(0, hashesIn(ACOUSTID_SECONDS))),
    hashes: Array.from(hashes),
  };
}

function describeGenre({ analysis, genre }: Findings) {
  const { labels, abstained, why, confidence, model } = genre;
  return {
    type: "genre",
    analyser: analysis.analyser,
    model: model.version,
    abstained,
    why,
    confidence: share(confidence),
    labels: labels.map(({ label, probability }) => ({ label, probability: share(probability) })),
  };
}

function describeMood({ analysis, mood }: Findings) {
  const { emotions, abstained, why, confidence, model } = mood;
  return {
    type: "mood",
    analyser: analysis.analyser,
    model: model.version,
    abstained,
    why,
    confidence: share(confidence),
    emotions: emotions.map((emotion) => ({
      name: emotion.name,
      share: share(emotion.share),
      low: share(emotion.low),
      high: share(emotion.high),
      confidence: share(emotion.confidence),
    })),
  };
}

function describeVoice({ analysis: { voice, analyser } }: Findings) {
  const rounded = ({ probability, confidence }: { probability: number; confidence: number }) => ({
    probability: share(probability),
    confidence: share(confidence),
  });
  return { type: "voice", analyser, vocal: rounded(voice.vocal), speech: rounded(voice.speech) };
}
