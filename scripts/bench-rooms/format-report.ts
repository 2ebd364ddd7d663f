import { runLine, targetTable } from "../bench/report-frame.ts";
import { type Cell, figure, formatTable } from "../bench/table.ts";
import { SERVERS, type ServerName } from "./options.ts";
import type { BenchRoomsReport, ByServer } from "./report.ts";
import { roomServers } from "./servers.ts";
import { judge } from "./targets.ts";

/** A run as text for people: a table for each thing that was measured, and the targets at the end. */
export function formatReport(report: BenchRoomsReport): string {
  return [
    runLine(report),
    ...idleTables(report),
    ...typingTables(report),
    ...stormTables(report),
    ...fanOutTables(report),
    ...firstSyncTables(report),
    ...wakeUpTables(report),
    ...lossTables(report),
    ...report.notes,
    targetTable(judge(report)),
  ].join("\n\n");
}

/** A table with a row for each server that was measured. */
function table<Figures>(
  title: string,
  heads: string[],
  figures: ByServer<Figures> | undefined,
  cells: (figures: Figures, keeps: string) => Cell[],
): string[] {
  if (!figures) return [];
  const rows = roomServers(new Set<ServerName>(SERVERS)).flatMap(({ name, title, keeps }) => {
    const measured = figures[name];
    return measured ? [[title, ...cells(measured, keeps)]] : [];
  });
  return [formatTable(title, ["server", ...heads], rows)];
}

function idleTables({ idle }: BenchRoomsReport): string[] {
  return table(
    "Idle sockets, a hundred to a room",
    ["opened", "still open", "connects/s", "KB each"],
    idle,
    ({ sockets, open, connectsPerSecond, bytesPerSocket }) => [
      figure(sockets),
      figure(open),
      figure(connectsPerSecond),
      figure(bytesPerSocket / 1000, 1),
    ],
  );
}

function typingTables({ typing }: BenchRoomsReport): string[] {
  const { editors = 0, editsPerSecond = 0 } = Object.values(typing ?? {})[0] ?? {};
  return table(
    `${editors} editors type ${editsPerSecond} characters a second together`,
    ["seen by another, p50 ms", "p95 ms", "p99 ms", "all have all after ms"],
    typing,
    ({ latency, convergedMs }) => [
      figure(latency.p50, 1),
      figure(latency.p95, 1),
      figure(latency.p99, 1),
      figure(convergedMs, 1),
    ],
  );
}

function stormTables({ storms = [] }: BenchRoomsReport): string[] {
  return storms.flatMap((storm) => {
    const { editors = 0, edits = 0 } = Object.values(storm)[0] ?? {};
    return table(
      `${editors} editors send ${edits} edits at once, until everybody has all`,
      ["edits/s"],
      storm,
      ({ editsPerSecond }) => [figure(editsPerSecond)],
    );
  });
}

function fanOutTables({ fanOut }: BenchRoomsReport): string[] {
  const { sockets = 0 } = Object.values(fanOut ?? {})[0] ?? {};
  return table(
    `Two editors in a room of ${sockets} sockets`,
    ["edits delivered/s", "in messages/s"],
    fanOut,
    ({ deliveriesPerSecond, framesPerSecond }) => [figure(deliveriesPerSecond), figure(framesPerSecond)],
  );
}

function firstSyncTables({ firstSync }: BenchRoomsReport): string[] {
  return table(
    "From no socket to the whole document",
    ["KB", "p50 ms", "p95 ms"],
    firstSync,
    ({ bytes, ms }) => [figure(bytes / 1000), figure(ms.p50, 1), figure(ms.p95, 1)],
  );
}

function wakeUpTables({ wakeUp }: BenchRoomsReport): string[] {
  return table(
    "A sleeping room is asked for its state",
    ["rooms", "awake ms", "asleep ms", "1 MB: awake ms", "asleep ms"],
    wakeUp,
    ({ rooms, awakeMs, asleepMs, largeAwakeMs, largeAsleepMs }) => [
      figure(rooms),
      figure(awakeMs, 1),
      figure(asleepMs, 1),
      figure(largeAwakeMs, 1),
      figure(largeAsleepMs, 1),
    ],
  );
}

function lossTables({ loss }: BenchRoomsReport): string[] {
  return table(
    "kill -9 while five people type: edits that others had seen",
    ["keeps", "kills", "seen", "lost"],
    loss,
    ({ rounds, seen, lost }, keeps) => [keeps, figure(rounds), figure(seen), figure(lost)],
  );
}
