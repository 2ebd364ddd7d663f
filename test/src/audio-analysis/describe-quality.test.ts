import { describe, expect, test } from "vitest";
import { LoudnessMeter } from "../../../src/audio/loudness/index.ts";
import { QualityMeter } from "../../../src/audio/quality/index.ts";
import { describeQuality, qualitySchema } from "../../../src/audio-analysis/index.ts";

const RATE = 44_100;
const wave = (seconds: number, level: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => level * Math.sin(n / 9) * Math.sin(n / 9_000) ** 2);

function judge(channels: Float32Array[]) {
  const [quality, loudness] = [new QualityMeter(), new LoudnessMeter()];
  for (const meter of [quality, loudness]) meter.push({ channels, sampleRate: RATE });
  return describeQuality(quality.finish(loudness.finish()), "analyser");
}

describe("a quality as it is answered", () => {
  test.each([
    ["music", [wave(6, 0.5), wave(6, 0.4)]],
    ["clipped", [wave(6, 4).map((x) => Math.max(-1, Math.min(1, x)))]],
    ["a dead channel", [wave(6, 0.5), wave(6, 0)]],
    ["silence", [wave(6, 0), wave(6, 0)]],
    ["a fifth of a second", [wave(6, 0.5).subarray(0, 8_820)]],
    ["nothing", [new Float32Array(0)]],
  ])("keeps its contract: %s", (_, channels) => {
    const answer = judge(channels);
    expect(qualitySchema.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  });

  test("carries the figures, rounded, and what they cost", () => {
    const answer = judge([wave(6, 0.5), wave(6, 0.5).map((x) => -x)]);
    expect(answer).toMatchObject({
      duration: 6,
      channels: 2,
      stereo: { kind: "inverted_phase", correlation: -1, mono_loss_db: -100 },
      loudness: { confidence: 1, curve: { short_term_lufs: { length: 4 } } },
      mastering: [{ target_lufs: -14 }, { target_lufs: -16 }, { target_lufs: -23 }],
    });
    expect(answer.score.reasons[0]).toMatchObject({ code: "inverted_phase", points: 25 });
    expect(answer.loudness.true_peak_dbtp).toBeCloseTo(-6.02, 1);
  });
});
