import type { BenchReport } from "./report.ts";

/** A promise of the project, and how this run kept it. */
export interface Verdict {
  name: string;
  target: string;
  measured: string;
  /** Null when this run did not measure it. */
  kept: boolean | null;
}

const HIT_RATIO = 1.5;
const MISS_RATIO = 1.5;
const DOOR_MS = 0.3;
const CLIP_SECONDS = 30;
const CLIP_MS = 200;
const TRACK_SECONDS = 180;
const REAL_TIME_FACTOR = 100;
const LIBROSA_FACTOR = 8;
const GATEWAY_GZIP_KB = 300;

/** Holds a run against the targets, which are for two cores. */
export function judge({ reads, identity, analysis, descriptors, sizes }: BenchReport): Verdict[] {
  const ratioOf = (route: string) => reads?.find((pair) => pair.route.route === route)?.latencyRatio;
  const slowestOf = (length: number) =>
    analysis
      ?.filter(({ seconds }) => seconds === length)
      .toSorted((one, other) => other.whole - one.whole)[0];
  const slowest = slowestOf(CLIP_SECONDS);
  const track = slowestOf(TRACK_SECONDS);
  const factor = descriptors?.librosa ? descriptors.librosa.bestMs / descriptors.ownMs : undefined;
  const gzip = sizes
    ?.filter(({ worker }) => worker === "gateway")
    .reduce((sum, { gzipBytes }) => sum + gzipBytes / 1000, 0);
  return [
    atMost("isolate hit, p50 against the bare Hono route", HIT_RATIO, ratioOf("isolate hit"), "×", 2),
    atMost("D1 miss, p50 against the bare D1 read", MISS_RATIO, ratioOf("D1 miss"), "×", 2),
    atMost(
      `${CLIP_SECONDS} s, everything found out: slowest format${slowest ? `, ${slowest.format}` : ""}`,
      CLIP_MS,
      slowest?.whole,
      " ms",
      0,
    ),
    atLeast(
      `${TRACK_SECONDS} s, everything found out, times real time: slowest format${track ? `, ${track.format}` : ""}`,
      REAL_TIME_FACTOR,
      track && (1000 * TRACK_SECONDS) / track.whole,
      "×",
      0,
    ),
    atLeast("descriptors, times as fast as librosa", LIBROSA_FACTOR, factor, "×", 1),
    atMost("token verified and policy decided, a token not met before", DOOR_MS, identity?.fresh, " ms", 3),
    atMost("gateway bundle, gzip", GATEWAY_GZIP_KB, gzip, " KB", 0),
  ];
}

function atMost(
  name: string,
  bound: number,
  value: number | undefined,
  unit: string,
  digits: number,
): Verdict {
  return verdict(name, `≤ ${bound}${unit}`, value, unit, digits, value !== undefined && value <= bound);
}

function atLeast(
  name: string,
  bound: number,
  value: number | undefined,
  unit: string,
  digits: number,
): Verdict {
  return verdict(name, `≥ ${bound}${unit}`, value, unit, digits, value !== undefined && value >= bound);
}

function verdict(
  name: string,
  target: string,
  value: number | undefined,
  unit: string,
  digits: number,
  kept: boolean,
): Verdict {
  if (value === undefined) return { name, target, measured: "not measured", kept: null };
  return { name, target, measured: `${value.toFixed(digits)}${unit}`, kept };
}
