import type { Machine } from "./machine.ts";
import { type Cell, formatTable } from "./table.ts";
import type { Verdict } from "./targets.ts";

const MARKS = new Map([
  [true, "✓"],
  [false, "✗ missed"],
  [null, "–"],
]);

/** The line over a report that says where and when it was measured. */
export function runLine({ machine, quick }: { machine: Machine; quick: boolean }): string {
  return (
    `${machine.processor}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, Node ${machine.node}, ` +
    `${machine.date}${quick ? ", quick run" : ""}`
  );
}

/** The table at the end of a report: which promises the run kept. */
export function targetTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ name, target, measured, kept }): Cell[] => [
    name,
    { figure: target },
    { figure: measured },
    MARKS.get(kept) ?? "",
  ]);
  return formatTable("Targets on two cores", ["target", "at", "measured", ""], rows);
}
