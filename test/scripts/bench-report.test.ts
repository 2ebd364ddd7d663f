import { describe, expect, it } from "vitest";
import { formatReport } from "../../scripts/bench/format-report.ts";
import { readOptions, UsageError } from "../../scripts/bench/options.ts";
import type { BenchReport } from "../../scripts/bench/report.ts";
import { STAGES, type StageTimes } from "../../scripts/bench/stages.ts";
import { figure, formatTable } from "../../scripts/bench/table.ts";
import { judge } from "../../scripts/bench/targets.ts";

const machine = {
  date: "2026-11-20T12:00:00.000Z",
  processor: "A processor",
  cores: 2,
  load: 0.5,
  node: "24.21.0",
};
const spread = { p95: 1, p99: 1, requestsPerSecond: 1000 };
const stages = Object.fromEntries(STAGES.map((stage, i) => [stage, 10 + i])) as StageTimes;

/** A run in which every target is met, by little. */
const good: BenchReport = {
  machine,
  quick: false,
  reads: ["isolate hit", "KV hit", "D1 miss"].map((route) => ({
    route: { route, p50: 0.3, ...spread },
    bare: { route: "bare", p50: 0.2, ...spread },
    latencyRatio: 1.5,
    throughputRatio: 2,
  })),
  analysis: [
    { format: "wav", seconds: 30, bytes: 1, ...stages, whole: 90 },
    { format: "ogg-opus", seconds: 30, bytes: 1, ...stages, whole: 200 },
    { format: "wav", seconds: 180, bytes: 1, ...stages, whole: 1800 },
  ],
  identity: {
    fresh: 0.3,
    remembered: 0.002,
    keyHit: 0.001,
    keyMiss: 1.5,
    keyUnknown: 1.4,
    signIn: 90,
    hash: 70,
  },
  uploads: [{ format: "wav", seconds: 30, ms: 250 }],
  descriptors: { seconds: 30, ownMs: 10, librosa: { version: "librosa 0.11.0", bestMs: 80 } },
  cold: {
    starts: [{ worker: "gateway", what: "GET /healthz", untilAnswer: 400, untilEmptyAnswer: 350, own: 50 }],
    firstReady: 200,
    nextReady: 2,
  },
  sizes: [
    { worker: "gateway", kind: "js", bytes: 700_000, gzipBytes: 300_000 },
    { worker: "inference", kind: "wasm", bytes: 14_000_000, gzipBytes: 3_700_000 },
  ],
  notes: [],
};

const keptOf = (report: BenchReport) => judge(report).map(({ kept }) => kept);

describe("judge", () => {
  it("takes a target that is just met as kept", () => {
    expect(keptOf(good)).toEqual([true, true, true, true, true, true, true]);
  });

  it("holds each figure against its own target", () => {
    const reads = good.reads!.map((pair) => ({ ...pair, latencyRatio: 1.51 }));
    expect(keptOf({ ...good, reads })).toEqual([false, false, true, true, true, true, true]);
    const analysis = good.analysis!.map((clip) => ({ ...clip, whole: clip.whole + 1 }));
    expect(keptOf({ ...good, analysis })).toEqual([true, true, false, false, true, true, true]);
    const descriptors = { ...good.descriptors!, ownMs: 10.1 };
    expect(keptOf({ ...good, descriptors })).toEqual([true, true, true, true, false, true, true]);
    const identity = { ...good.identity!, fresh: 0.31 };
    expect(keptOf({ ...good, identity })).toEqual([true, true, true, true, true, false, true]);
    const sizes = good.sizes!.map((size) => ({ ...size, gzipBytes: size.gzipBytes + 1 }));
    expect(keptOf({ ...good, sizes })).toEqual([true, true, true, true, true, true, false]);
  });

  it("names the slowest format of either length", () => {
    const [, , clip, track] = judge(good);
    expect(clip?.name).toContain("ogg-opus");
    expect(clip?.measured).toBe("200 ms");
    expect(track?.name).toContain("180 s");
    expect(track?.name).toContain("wav");
    expect(track?.measured).toBe("100×");
  });

  it("does not count as kept what was not measured", () => {
    const nothing: BenchReport = { machine, quick: true, notes: [] };
    expect(keptOf(nothing)).toEqual([null, null, null, null, null, null, null]);
    expect(keptOf({ ...nothing, descriptors: { ...good.descriptors!, librosa: null } })[4]).toBeNull();
  });
});

describe("formatReport", () => {
  it("shows every figure of a run, and marks what was missed", () => {
    const text = formatReport({ ...good, descriptors: { ...good.descriptors!, ownMs: 20 } });
    for (const part of ["isolate hit", "ogg-opus", "librosa 0.11.0", "GET /healthz", "3700.0", "load 0.5"]) {
      expect(text).toContain(part);
    }
    expect(text.match(/✓/g)).toHaveLength(6);
    expect(text).toMatch(/librosa +≥ 8× +4\.0× +✗ missed/);
  });

  it("says what could not be measured, and shows no tables of it", () => {
    const text = formatReport({ machine, quick: true, notes: ["Only WAV: the other formats need ffmpeg."] });
    expect(text).toContain("Only WAV");
    expect(text).toContain("quick run");
    expect(text.match(/not measured/g)).toHaveLength(7);
    expect(text).not.toContain("Bundles");
  });
});

describe("formatTable", () => {
  it("sets figures to the right and words to the left, below heads of any width", () => {
    const table = formatTable(
      "Title",
      ["name", "ms"],
      [
        ["a", figure(1.25, 1)],
        ["longer", figure(100, 1)],
        ["none", figure(null)],
      ],
    );
    expect(table.split("\n")).toEqual([
      "Title",
      "",
      "name       ms",
      "──────  ─────",
      "a         1.3",
      "longer  100.0",
      "none        –",
    ]);
  });
});

describe("readOptions", () => {
  it("measures everything unless told otherwise", () => {
    expect(readOptions([], {})).toEqual({
      quick: false,
      parts: new Set(["reads", "analysis", "librosa", "cold", "sizes"]),
      python: "python3",
      json: "build/bench.json",
    });
  });

  it("prefers the command line to the environment", () => {
    const environment = { DESCANT_PYTHON: "from-environment" };
    expect(readOptions([], environment)).toMatchObject({ python: "from-environment" });
    expect(readOptions(["--python", "named", "--only", "sizes, cold"], environment)).toMatchObject({
      python: "named",
      parts: new Set(["sizes", "cold"]),
    });
    expect(readOptions(["--help"], {})).toBe("help");
  });

  it("refuses what it does not know", () => {
    for (const args of [["--only", "speed"], ["--fast"], ["file"]]) {
      expect(() => readOptions(args, {})).toThrow(UsageError);
    }
  });
});
