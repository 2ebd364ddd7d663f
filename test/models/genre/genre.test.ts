import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { GENRES, INPUTS } from "../../../models/genre/inputs.ts";
import { fitParts, score, weigh } from "../../../models/genre/mixture.ts";
import { answering, confusions, scoreGenres } from "../../../models/genre/scores.ts";
import { readTable } from "../../../models/genre/table.ts";
import { fromRows, rowOf } from "../../../models/learning/matrix.ts";
import { mulberry32 } from "../../../models/learning/random.ts";

const TABLE = path.resolve("../shared/data/tables/gtzan-features-30s.csv.gz");
const SPLIT = path.resolve("../shared/data/tables/gtzan-fault-filtered-split");
const CLIPS = path.resolve("../shared/data/audio/gtzan-mini");

/** Each genre apart by one coefficient of the cepstrum, the rest noise. */
function syntheticRows(count: number, seed: number) {
  const random = mulberry32(seed);
  const genres = Array.from({ length: count }, (_, row) => row % GENRES.length);
  const rows = genres.map((genre) =>
    INPUTS.map(({ descriptor, statistic, index }) => {
      const own = descriptor === "mfcc" && statistic === "mean" && index === genre;
      return (own ? 2 : 1) * (1 + 0.1 * random());
    }),
  );
  return { inputs: fromRows(rows), genres };
}

describe("the genre trainer", () => {
  it("learns what tells genres apart, for rows that it has not seen", () => {
    const seen = syntheticRows(200, 1);
    const unseen = syntheticRows(100, 2);
    const scores = score(fitParts(seen.inputs, seen.genres), unseen.inputs);
    const probabilities = weigh(scores, { sharpness: 1, gain: 3 });
    expect(scoreGenres(probabilities, unseen.genres).accuracy).toBeGreaterThan(0.95);
    for (let r = 0; r < 100; r++) expect(rowOf(probabilities, r).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  it("finds strange rows far from every genre", () => {
    const seen = syntheticRows(200, 1);
    const parts = fitParts(seen.inputs, seen.genres);
    const strange = fromRows([INPUTS.map(() => 1000)]);
    const usual = Math.max(...score(parts, syntheticRows(50, 3).inputs).distances);
    expect(score(parts, strange).distances[0]).toBeGreaterThan(10 * usual);
  });

  it("scores as one would by hand", () => {
    const row = (genre: number, probability: number) =>
      GENRES.map((_, g) => (g === genre ? probability : (1 - probability) / 9));
    const probabilities = fromRows([row(0, 0.9), row(1, 0.9), row(1, 0.5), row(3, 0.4)]);
    const truth = [0, 1, 2, 3];
    const { accuracy, macroF1, logLoss, calibrationError } = scoreGenres(probabilities, truth);
    expect(accuracy).toBe(0.75);
    expect(macroF1).toBeCloseTo((1 + 2 / 3 + 0 + 1) / 10, 9);
    expect(logLoss).toBeCloseTo(-(2 * Math.log(0.9) + Math.log(0.5 / 9) + Math.log(0.4)) / 4, 9);
    expect(calibrationError).toBeCloseTo(0.5 * 0.1 + 0.25 * 0.5 + 0.25 * 0.6, 9);
    expect(confusions(probabilities, truth)).toEqual([{ pair: "country → classical", count: 1 }]);
    expect(answering(probabilities, truth, 0.45)).toEqual({ coverage: 0.75, accuracy: 2 / 3 });
    expect(answering(probabilities, truth, 1)).toEqual({ coverage: 0, accuracy: 0 });
  });

  it("refuses a table without a column, and a list that names what is not there", () => {
    const header = ["filename", "label", ...INPUTS.map(({ column }) => column)];
    const csv = `${header.join(",")}\nrock.1.wav,rock,${INPUTS.map(() => "4").join(",")}\n`;
    const lists = { train: "rock/rock.1.wav\n", valid: "", test: "" };
    const { train } = readTable(csv, lists);
    expect(train.genres).toEqual([GENRES.indexOf("rock")]);
    expect([...train.inputs.data]).toEqual(INPUTS.map(({ statistic }) => (statistic === "std" ? 2 : 4)));
    expect(() => readTable(csv.replace("rms_var", "x"), lists)).toThrow("no column rms_var");
    expect(() => readTable(csv, { ...lists, test: "rock/rock.2.wav" })).toThrow("no row rock.2.wav");
    expect(() => readTable(csv.replace(",4", ","), lists)).toThrow('cannot be ""');
  });
});

describe.skipIf(!existsSync(TABLE))("the published genre model (needs ../shared/data/tables)", () => {
  const read = async () => {
    const list = (part: string) => readFile(path.join(SPLIT, `${part}_filtered.txt`), "utf8");
    const lists = { train: await list("train"), valid: await list("valid"), test: await list("test") };
    return { csv: gunzipSync(await readFile(TABLE)).toString("utf8"), lists };
  };

  it("was trained on this table by the sources beside it", async () => {
    const { trainGenre } = await import("../../../models/genre/train.ts");
    const { csv, lists } = await read();
    const { onnx } = trainGenre(csv, lists);
    const published = await readFile(path.resolve("models/genre/model.onnx"));
    expect(Buffer.compare(Buffer.from(onnx), published)).toBe(0);
  });

  it.skipIf(!existsSync(CLIPS))(
    "reads of our descriptors what the table has, on clips that we hold",
    async () => {
      const { describe: analyse } = await import("../../../scripts/rhythm-tonal/recordings.ts");
      const { readInputs } = await import("../../../src/ai/inputs.ts");
      const { csv } = await read();
      const names = ["blues.00000", "blues.00002"];
      const all = readTable(csv, {
        train: names.map((name) => `${name}.wav`).join("\n"),
        valid: "",
        test: "",
      });
      for (const [row, name] of names.entries()) {
        const ours = readInputs((await analyse(path.join(CLIPS, `${name}.flac`))).descriptors, INPUTS);
        for (const [column, { descriptor, statistic }] of INPUTS.entries()) {
          const table = rowOf(all.train.inputs, row)[column]!;
          // Of magnitudes a share; means of the cepstrum, which may be near 0, in decibels.
          const error =
            Math.abs(ours[column]! - table) / (descriptor === "mfcc" && statistic === "mean" ? 1 : table);
          expect(error, `${name} ${descriptor} ${statistic}`).toBeLessThan(0.1);
        }
      }
    },
  );
});
