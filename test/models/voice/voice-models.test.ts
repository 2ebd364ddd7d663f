import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../../models/learning/random.ts";
import { chancesOf, fitVoice, writeModel } from "../../../models/voice/fit.ts";
import { crossValidateSpeech, fitSpeech, scoreSpeech, type VoiceClip } from "../../../models/voice/speech.ts";
import { fitVocal, readVocalTable, towardsEvenOdds } from "../../../models/voice/vocal.ts";
import { judge } from "../../../src/audio/voice/logistic.ts";
import { SPEECH_MODEL, VOCAL_MODEL } from "../../../src/audio/voice/models.ts";
import { SPEECH_FEATURES } from "../../../src/audio/voice/speech-features.ts";
import { VOCAL_INPUTS } from "../../../src/audio/voice/vocal-inputs.ts";

const TABLE = path.join(import.meta.dirname, "../../../../shared/data/tables/fma-echonest-650.csv");

/** Clips of three windows each; speech has the higher first feature. */
function clips(): VoiceClip[] {
  const random = mulberry32(9);
  return Array.from({ length: 40 }, (_, i) => ({
    group: `group ${Math.floor(i / 2)}`,
    condition: i % 4 < 2 ? "clean" : "noisy",
    isSpeech: i % 2 === 0,
    windows: Array.from({ length: 3 }, () => [(i % 2 === 0 ? 1 : -1) + 2 * (random() - 0.5), random()]),
  }));
}

describe("voice models", () => {
  test.each([false, true])(
    "what is written into the source judges as the fitted model does (curved: %s)",
    (curved) => {
      const rows = clips().flatMap(({ windows }) => windows.map((row) => [...Array.from(row)]));
      const labels = clips().flatMap(({ windows, isSpeech }) => windows.map(() => Number(isSpeech)));
      const model = fitVoice(rows, labels, { penalty: 0.01, curved });
      const written = writeModel("M", model);
      const object = JSON.parse(
        written
          .slice(written.indexOf("= ") + 2, written.lastIndexOf("}") + 1)
          .replace(/(\w+):/g, '"$1":')
          .replace(/,(\s*})/g, "$1"),
      );
      for (const [i, chance] of chancesOf(model, rows).entries()) {
        expect(judge(object, rows[i]!).probability).toBeCloseTo(chance, 3);
      }
      expect(judge(object, [0, 0.5]).familiarity).toBe(1);
      expect(judge(object, [50, 50]).familiarity).toBeLessThan(0.01);
    },
  );

  test("speech is cross-validated by group, and learned", () => {
    const all = clips();
    const chances = crossValidateSpeech(all);
    expect(chances).toHaveLength(all.length);
    const scores = scoreSpeech(all, chances);
    expect(Object.keys(scores)).toEqual(["all", "clean", "noisy"]);
    expect(scores.all!.auc).toBeGreaterThan(0.9);
    expect(fitSpeech(all).logistic.weights[0]).toBeGreaterThan(0);
  });

  test("the shipped models fit their inputs and are finite", () => {
    for (const [model, size] of [
      [SPEECH_MODEL, SPEECH_FEATURES.length],
      [VOCAL_MODEL, VOCAL_INPUTS],
    ] as const) {
      for (const list of [model.means, model.scales, model.weights]) {
        expect(list).toHaveLength(size);
        expect(list.every(Number.isFinite)).toBe(true);
      }
      expect(Math.min(...model.scales)).toBeGreaterThan(0);
    }
  });

  test.skipIf(!existsSync(TABLE))(
    "the shipped vocal model is what the table gives (skipped without it)",
    () => {
      const table = readVocalTable(readFileSync(TABLE, "utf8"));
      const model = towardsEvenOdds(fitVocal(table), table.labels);
      expect(VOCAL_MODEL.offset).toBeCloseTo(model.logistic.offset, 3);
      for (const [i, weight] of VOCAL_MODEL.weights.entries())
        expect(weight).toBeCloseTo(model.logistic.weights[i]!, 3);
    },
  );

  test("a table without its columns is refused", () => {
    expect(() => readVocalTable("instrumentalness,mfcc\n0.5,1\n")).toThrow(RangeError);
  });
});
