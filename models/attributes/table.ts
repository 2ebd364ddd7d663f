import { fromRows, type Matrix } from "../learning/matrix.ts";
import { ATTRIBUTES, INPUTS } from "./inputs.ts";

/** The rows of a training table that can be learned from. */
export interface TrainingTable {
  /** Rows × inputs. */
  inputs: Matrix;
  /** Rows × attributes, each from 0 to 1. */
  targets: Matrix;
  /** How many rows were left out because a cell that we need is empty. */
  incomplete: number;
}

/** Splits a CSV text into records (RFC 4180: quotes, doubled quotes, line breaks inside quotes). */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += letter;
        at++;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "," || letter === "\n") {
      record.push(cell);
      cell = "";
      if (letter === "\n") {
        records.push(record);
        record = [];
      }
    } else if (letter !== "\r") cell += letter;
  }
  if (cell !== "" || record.length > 0) records.push([...record, cell]);
  return records;
}

/**
 * Reads a training table: a header with the columns of `INPUTS` and `ATTRIBUTES` (others are ignored), one recording a line.
 *
 * @throws RangeError when a column is missing, a cell is no number, a target lies outside [0, 1] or no complete row is left
 */
export function readTable(csv: string): TrainingTable {
  const [header = [], ...lines] = parseCsv(csv);
  const names = [...INPUTS.map(({ column }) => column), ...ATTRIBUTES];
  const places = names.map((name) => {
    const place = header.indexOf(name);
    if (place < 0) throw new RangeError(`the table has no column ${name}`);
    return place;
  });
  const rows: number[][] = [];
  for (const [index, line] of lines.entries()) {
    const cells = places.map((place) => line[place] ?? "");
    if (cells.includes("")) continue;
    const row = cells.map(Number);
    const bad = row.findIndex(
      (value, i) => !Number.isFinite(value) || (i >= INPUTS.length && (value < 0 || value > 1)),
    );
    if (bad >= 0)
      throw new RangeError(`line ${index + 2}: ${names[bad]} cannot be ${JSON.stringify(cells[bad])}`);
    rows.push(row);
  }
  if (rows.length === 0) throw new RangeError("the table has no complete row");
  return {
    inputs: fromRows(rows.map((row) => row.slice(0, INPUTS.length))),
    targets: fromRows(rows.map((row) => row.slice(INPUTS.length))),
    incomplete: lines.length - rows.length,
  };
}
