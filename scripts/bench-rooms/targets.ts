import type { Verdict } from "../bench/targets.ts";
import type { BenchRoomsReport, ByServer } from "./report.ts";

const OPEN_SOCKETS = 5_000;
const DELIVERIES = 30_000;
const CONVERGED_MS = 100;
/** What counts as slower: less than this share of a peer's figure. Rounds on one machine differ by that much. */
const TIE = 0.9;

/** Holds a run against the targets, which are for two cores. */
export function judge(report: BenchRoomsReport): Verdict[] {
  const { idle, typing, fanOut, loss } = report;
  const open = idle?.descant?.open;
  const deliveries = fanOut?.descant?.deliveriesPerSecond;
  const converged = typing?.descant?.convergedMs;
  const lost = loss?.descant?.lost;
  return [
    verdict("open sockets in one process", `≥ ${OPEN_SOCKETS}`, open, (value) => value >= OPEN_SOCKETS),
    verdict("deliveries a second", `≥ ${DELIVERIES}`, deliveries, (value) => value >= DELIVERIES),
    verdict(
      "20 editors have everything after the last keystroke",
      `≤ ${CONVERGED_MS} ms`,
      converged,
      (value) => value <= CONVERGED_MS,
      " ms",
    ),
    verdict("edits lost by kill -9", "0", lost, (value) => value === 0),
    ...against(report),
  ];
}

function against(report: BenchRoomsReport): Verdict[] {
  const { idle, typing, storms = [], fanOut, firstSync } = report;
  return [
    beside("connects a second", idle, ({ connectsPerSecond }) => connectsPerSecond),
    beside("memory an idle socket", idle, ({ bytesPerSocket }) => 1 / bytesPerSocket),
    beside("latency of an edit, p50", typing, ({ latency }) => 1 / latency.p50),
    beside("convergence after typing", typing, ({ convergedMs }) => 1 / convergedMs),
    ...storms.map((storm) => {
      const editors = Object.values(storm)[0]?.editors ?? 0;
      return beside(`edits a second, ${editors} editors`, storm, ({ editsPerSecond }) => editsPerSecond);
    }),
    beside("deliveries a second", fanOut, ({ deliveriesPerSecond }) => deliveriesPerSecond),
    beside("first sync of a megabyte, p50", firstSync, ({ ms }) => 1 / ms.p50),
  ];
}

/** Ours over the better of the two peers as people run them; `goodness` grows with what is better. */
function beside<Figures>(
  name: string,
  figures: ByServer<Figures> | undefined,
  goodness: (figures: Figures) => number,
): Verdict {
  const { descant, hocuspocus, "y-websocket": yWebsocket } = figures ?? {};
  const peers = [hocuspocus, yWebsocket].filter((peer) => peer !== undefined).map(goodness);
  const ratio = descant && peers.length > 0 ? goodness(descant) / Math.max(...peers) : undefined;
  return verdict(
    `${name}: times as good as the better peer`,
    `≥ ${TIE}×`,
    ratio,
    (value) => value >= TIE,
    "×",
    2,
  );
}

function verdict(
  name: string,
  target: string,
  value: number | undefined,
  keeps: (value: number) => boolean,
  unit = "",
  digits = 0,
): Verdict {
  if (value === undefined) return { name, target, measured: "not measured", kept: null };
  return { name, target, measured: `${value.toFixed(digits)}${unit}`, kept: keeps(value) };
}
