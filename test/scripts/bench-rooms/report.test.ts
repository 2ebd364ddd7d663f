import { describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/bench/options.ts";
import { formatReport } from "../../../scripts/bench-rooms/format-report.ts";
import { PARTS, readOptions, SERVERS } from "../../../scripts/bench-rooms/options.ts";
import type { BenchRoomsReport } from "../../../scripts/bench-rooms/report.ts";
import { judge } from "../../../scripts/bench-rooms/targets.ts";

const machine = {
  date: "2026-11-21T12:00:00.000Z",
  processor: "A processor",
  cores: 2,
  load: 0.5,
  node: "24.21.0",
};
const latency = { p50: 4, p95: 5, p99: 6 };
const idle = { sockets: 5_000, open: 5_000, connectsPerSecond: 900, bytesPerSocket: 20_000, why: null };

/** A run in which every target is met, by little. */
const good: BenchRoomsReport = {
  machine,
  quick: false,
  idle: { descant: idle, hocuspocus: { ...idle, connectsPerSecond: 1_000 } },
  typing: {
    descant: { editors: 20, editsPerSecond: 200, latency, convergedMs: 100 },
    "y-websocket": { editors: 20, editsPerSecond: 200, latency, convergedMs: 90 },
  },
  storms: [
    {
      descant: { editors: 2, edits: 2_000, editsPerSecond: 900 },
      "y-leveldb": { editors: 2, edits: 2_000, editsPerSecond: 9_000 },
      "y-websocket": { editors: 2, edits: 2_000, editsPerSecond: 1_000 },
      relay: { editors: 2, edits: 2_000, editsPerSecond: 90_000 },
    },
  ],
  fanOut: {
    descant: { sockets: 500, deliveriesPerSecond: 30_000, framesPerSecond: 30_000 },
    hocuspocus: { sockets: 500, deliveriesPerSecond: 20_000, framesPerSecond: 1_000 },
  },
  firstSync: {
    descant: { bytes: 1_000_000, ms: { p50: 40, p95: 1, p99: 1 } },
    hocuspocus: { bytes: 1_000_000, ms: { p50: 36, p95: 1, p99: 1 } },
  },
  wakeUp: { descant: { rooms: 20, awakeMs: 1, asleepMs: 2, largeAwakeMs: 20, largeAsleepMs: 70 } },
  loss: { descant: { rounds: 2, seen: 1_500, lost: 0 }, hocuspocus: { rounds: 2, seen: 1_500, lost: 1_400 } },
  notes: [],
};

const keptOf = (report: BenchRoomsReport) => judge(report).map(({ kept }) => kept);

describe("judge", () => {
  it("takes targets that are just met as kept, and ceilings and persistent peers for no measure", () => {
    expect(keptOf(good)).not.toContain(false);
    expect(keptOf(good)).not.toContain(null);
  });

  it("sees each target that is just missed", () => {
    const worse: Partial<BenchRoomsReport>[] = [
      { idle: { descant: { ...idle, open: 4_999 } } },
      { fanOut: { descant: { ...good.fanOut!.descant!, deliveriesPerSecond: 29_999 } } },
      { typing: { descant: { ...good.typing!.descant!, convergedMs: 101 } } },
      { loss: { descant: { rounds: 2, seen: 1_500, lost: 1 } } },
      { storms: [{ ...good.storms![0], descant: { editors: 2, edits: 1, editsPerSecond: 899 } }] },
      { firstSync: { ...good.firstSync, descant: { bytes: 1, ms: { ...latency, p50: 41 } } } },
    ];
    for (const part of worse)
      expect(keptOf({ ...good, ...part }).filter((kept) => kept === false)).toHaveLength(1);
  });

  it("says what was not measured", () => {
    expect(new Set(keptOf({ machine, quick: true, notes: [] }))).toEqual(new Set([null]));
  });
});

describe("formatReport", () => {
  it("shows a table for each thing measured, a row for each server, and notes", () => {
    const text = formatReport({ ...good, notes: ["Not measured: something."] });
    for (const heading of [
      "Idle sockets",
      "20 editors type",
      "2 editors send 2000",
      "room of 500",
      "sleeping room",
    ])
      expect(text).toContain(heading);
    expect(text).toMatch(/Hocuspocus +whole document in SQLite, 2–10 s later +2 +1500 +1400/);
    expect(text).toContain("Not measured: something.");
    expect(formatReport({ machine, quick: true, notes: [] })).toContain("quick run");
  });
});

describe("readOptions", () => {
  it("measures everything unless told otherwise", () => {
    expect(readOptions([])).toEqual({
      quick: false,
      parts: new Set(PARTS),
      servers: new Set(SERVERS),
      json: "build/bench-rooms.json",
    });
    expect(readOptions(["--quick", "--only", "loss, idle", "--servers", "descant"])).toMatchObject({
      quick: true,
      parts: new Set(["loss", "idle"]),
      servers: new Set(["descant"]),
    });
    expect(readOptions(["--help"])).toBe("help");
  });

  it("names what it does not know", () => {
    expect(() => readOptions(["--only", "loss,luck"])).toThrow(UsageError);
    expect(() => readOptions(["--servers", "word"])).toThrow("descant, hocuspocus");
    expect(() => readOptions(["--slow"])).toThrow(UsageError);
  });
});
