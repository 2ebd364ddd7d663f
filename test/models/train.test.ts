import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticTable } from "./attributes/synthetic-table.ts";

const SCRIPT = path.resolve("models/train.ts");
const FMA = path.resolve("../shared/data/tables/fma-echonest-650.csv");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "descant-train-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command as `npm run train` does. */
function train(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe("npm run train", () => {
  it("explains itself", async () => {
    const { status, out } = await train("--help");
    expect(status).toBe(0);
    expect(out).toContain("Usage: npm run train -- attributes <table.csv>");
  });

  it.each([
    [[], 2, "Usage"],
    [["moods", "x.csv"], 2, "Usage"],
    [["attributes", "a.csv", "b.csv"], 2, "Usage"],
    [["attributes", "absent.csv"], 1, "absent.csv"],
    [["attributes", "absent.csv", "--created", "today"], 1, "--created wants YYYY-MM-DD, not today"],
    [["attributes", "--rows", "3"], 1, "--rows"],
    [["genre", "absent.csv"], 2, "Usage"],
    [["genre", "absent.csv", "absent"], 1, "absent.csv"],
    [["mood", "absent.csv", "absent.json"], 1, "absent.csv"],
    [["toString", "x.csv"], 2, "Usage"],
  ])("refuses %j", async (args, expected, message) => {
    const { status, err } = await train(...args);
    expect(status).toBe(expected);
    expect(err).toContain(message);
  });

  it("writes model and cards, and nothing for a table that it cannot use", async () => {
    const table = path.join(folder, "table.csv");
    const to = path.join(folder, "out");
    await writeFile(table, syntheticTable(4));
    expect((await train("attributes", table, "--out", to)).err).toContain("4 rows into 10 folds");
    await expect(readdir(to)).rejects.toThrow("ENOENT");
    await writeFile(table, syntheticTable(40));
    const { status, out } = await train("attributes", table, "--out", to, "--created", "2026-02-03");
    expect(status).toBe(0);
    expect(out).toMatch(/valence +R² .* error/);
    expect((await readdir(to)).toSorted()).toEqual(["card.json", "card.md", "model.onnx"]);
    const card = JSON.parse(await readFile(path.join(to, "card.json"), "utf8"));
    expect(card.bytes).toBe((await readFile(path.join(to, "model.onnx"))).length);
    expect(card.created).toBe("2026-02-03");
  });
});

describe.skipIf(!existsSync(FMA))(
  "the published model (needs ../shared/data/tables/fma-echonest-650.csv)",
  () => {
    it("was trained on this table by the sources beside it", async () => {
      const { fitRegressor } = await import("../../models/attributes/fit.ts");
      const { writeModel } = await import("../../models/attributes/graph.ts");
      const { readTable } = await import("../../models/attributes/table.ts");
      const { VALIDATION } = await import("../../models/attributes/train.ts");
      const table = readTable(await readFile(FMA, "utf8"));
      const bytes = writeModel(fitRegressor(table.inputs, table.targets, VALIDATION.seed));
      const published = await readFile(path.resolve("models/attributes/model.onnx"));
      expect(Buffer.compare(Buffer.from(bytes), published)).toBe(0);
    });
  },
);
