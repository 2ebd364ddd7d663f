import { parseCsv } from "../attributes/table.ts";
import { fromRows, type Matrix } from "../learning/matrix.ts";
import { GENRES, INPUTS } from "./inputs.ts";

/** Clips with their genres. */
export interface GenreRows {
  /** Rows × INPUTS, in our statistics. */
  inputs: Matrix;
  /** Index of each row's genre. */
  genres: number[];
}

/** The clips of the three parts of a split that keeps artists apart. */
export interface GenreSplit {
  train: GenreRows;
  valid: GenreRows;
  test: GenreRows;
}

/** Which of the lists names which files: `genre/name.wav`, one a line. */
export type SplitLists = Record<keyof GenreSplit, string>;

/**
 * Reads the table (a header with `filename`, `label` and the columns of INPUTS) and cuts it by the lists; variances become deviations.
 *
 * @throws RangeError when a column or a listed file is missing, or a cell is no number
 */
export function readTable(csv: string, lists: SplitLists): GenreSplit {
  const [header = [], ...lines] = parseCsv(csv);
  const place = (name: string) => {
    const found = header.indexOf(name);
    if (found < 0) throw new RangeError(`the table has no column ${name}`);
    return found;
  };
  const places = INPUTS.map(({ column }) => place(column));
  const [nameAt, labelAt] = [place("filename"), place("label")];
  const byName = new Map(lines.map((line) => [line[nameAt], line]));
  const rowsOf = (list: string): GenreRows => {
    const names = list
      .split("\n")
      .flatMap((line) => (line.trim() === "" ? [] : [line.trim().split("/").at(-1)!]));
    const rows = names.map((name) => {
      const line = byName.get(name);
      if (!line) throw new RangeError(`the table has no row ${name}`);
      const genre = (GENRES as readonly string[]).indexOf(line[labelAt]!);
      if (genre < 0) throw new RangeError(`${name}: ${line[labelAt]} is no genre that we know`);
      const inputs = INPUTS.map(({ column, statistic }, i) => {
        const cell = line[places[i]!] ?? "";
        const value = cell === "" ? Number.NaN : Number(cell);
        if (!Number.isFinite(value)) throw new RangeError(`${name}: ${column} cannot be "${cell}"`);
        return statistic === "std" ? Math.sqrt(Math.max(0, value)) : value;
      });
      return { inputs, genre };
    });
    return { inputs: fromRows(rows.map(({ inputs }) => inputs)), genres: rows.map(({ genre }) => genre) };
  };
  return { train: rowsOf(lists.train), valid: rowsOf(lists.valid), test: rowsOf(lists.test) };
}
