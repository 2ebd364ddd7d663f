import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type MatrixName, matrixOf, npyHeader } from "../../../../src/audio/matrices/index.ts";
import { SpectralAnalyser } from "../../../../src/audio/spectral/index.ts";
import { GOLDEN_SIGNALS } from "../spectral/signals.ts";

const analyser = new SpectralAnalyser();
analyser.push(GOLDEN_SIGNALS["chord"]!());
const spectral = analyser.finish();
afterAll(() => analyser.release());

describe("matrices", () => {
  test.each<[MatrixName, number[]]>([
    ["mel", [87, 128]],
    ["mfcc", [87, 20]],
    ["chroma", [87, 12]],
    ["onset_strength", [87]],
    ["rms", [87]],
  ])("%s read in parts is what it is read whole", (name, shape) => {
    const matrix = matrixOf(name, spectral);
    expect(matrix.shape).toEqual(shape);
    const whole = matrix.read(0, 1000);
    expect(whole).toHaveLength(shape[0]! * (shape[1] ?? 1));
    const parts = [matrix.read(0, 50), matrix.read(50, 50)];
    expect([...parts[0]!, ...parts[1]!]).toEqual([...whole]);
  });

  test("mfcc averages to the descriptor that the kernel computed", () => {
    const { shape, read } = matrixOf("mfcc", spectral);
    const values = read(0, shape[0]!);
    for (let i = 0; i < 20; i++) {
      let sum = 0;
      for (let frame = 0; frame < shape[0]!; frame++) sum += values[frame * 20 + i]!;
      expect(sum / shape[0]!).toBeCloseTo(spectral.descriptors.mfcc.mean[i]!, 2);
    }
  });
});

describe(".npy", () => {
  test.each([[[7]], [[3, 12]], [[123_456, 128]], [[0, 4]]])(
    "header of %j is aligned and says its shape",
    (shape) => {
      const header = npyHeader(shape);
      expect(header.length % 64).toBe(0);
      expect([...header.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
      expect(header[8]! + 256 * header[9]!).toBe(header.length - 10);
      const text = new TextDecoder().decode(header.subarray(10));
      expect(text.endsWith("\n")).toBe(true);
      expect(text).toContain(`'shape': (${shape.length === 1 ? `${shape[0]},` : shape.join(", ")})`);
    },
  );

  const python = hasNumpy();
  test.skipIf(!python)(
    `is read by NumPy${python ? "" : " (skipped: python3 with NumPy is not here)"}`,
    () => {
      const { shape, read } = matrixOf("chroma", spectral);
      const values = read(0, shape[0]!);
      const file = path.join(mkdtempSync(path.join(tmpdir(), "descant-npy-")), "chroma.npy");
      writeFileSync(file, Buffer.concat([npyHeader(shape), Buffer.from(values.buffer)]));
      const program = "import numpy,sys; a=numpy.load(sys.argv[1]); print(a.shape, a.dtype, float(a.sum()))";
      const [, rows, columns, type, sum] = /\((\d+), (\d+)\) (\w+) ([\d.]+)/.exec(
        execFileSync("python3", ["-c", program, file], { encoding: "utf8" }),
      )!;
      expect([Number(rows), Number(columns), type]).toEqual([87, 12, "float32"]);
      expect(Number(sum)).toBeCloseTo(
        values.reduce((a, b) => a + b),
        1,
      );
    },
  );
});

function hasNumpy(): boolean {
  try {
    execFileSync("python3", ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
