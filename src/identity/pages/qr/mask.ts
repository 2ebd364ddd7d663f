import type { Matrix } from "./matrix.ts";

/** Which modules each of the eight masks turns over (ISO/IEC 18004, table 10). */
export const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** Looks like the middle of a finder pattern with its light margin, and would be taken for one. */
const FALSE_FINDERS = ["10111010000", "00001011101"];

function linePenalty(line: string): number {
  let penalty = 0;
  for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
  for (const finder of FALSE_FINDERS)
    for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) penalty += 40;
  return penalty;
}

/** How hard a finished code is to read: runs, blocks, false finders and imbalance (7.8.3). Less is better. */
export function penaltyOf({ dark, size }: Matrix): number {
  const rows = dark.map((row) => row.map(Number).join(""));
  const columns = rows.map((_, column) => rows.map((row) => row[column]).join(""));
  let penalty = [...rows, ...columns].reduce((sum, line) => sum + linePenalty(line), 0);
  for (let row = 0; row + 1 < size; row++)
    for (let column = 0; column + 1 < size; column++) {
      const corner = dark[row]![column];
      const same =
        corner === dark[row]![column + 1] &&
        corner === dark[row + 1]![column] &&
        corner === dark[row + 1]![column + 1];
      if (same) penalty += 3;
    }
  const share = dark.flat().filter(Boolean).length / size ** 2;
  return penalty + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
