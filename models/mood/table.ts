import { parseCsv } from "../attributes/table.ts";
import { fromRows, type Matrix } from "../learning/matrix.ts";
import { EMOTIONS, INPUTS } from "./inputs.ts";

/** Rated recordings. */
export interface MoodTable {
  /** Rows × INPUTS. */
  inputs: Matrix;
  /** Rows × EMOTIONS: shares of listeners, 0 to 1. */
  targets: Matrix;
  /** What kind of music the set says each is. */
  genres: string[];
  /** How many people rated each. */
  raters: number[];
}

/**
 * Reads what scripts/genre-mood/export-features.ts writes.
 *
 * @throws RangeError when a column is missing, a cell is no number or a share lies outside [0, 1]
 */
export function readTable(csv: string): MoodTable {
  const [header = [], ...lines] = parseCsv(csv);
  const reader = (name: string) => {
    const place = header.indexOf(name);
    if (place < 0) throw new RangeError(`the table has no column ${name}`);
    return (line: readonly string[]): number => {
      const cell = line[place] ?? "";
      const value = cell === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) throw new RangeError(`${name} cannot be "${cell}"`);
      return value;
    };
  };
  const key = { mode: reader("mode"), confidence: reader("key_confidence") };
  const inputs = INPUTS.map(({ descriptor, statistic, index }) =>
    descriptor === "mode"
      ? (line: readonly string[]) => (2 * key.mode(line) - 1) * key.confidence(line)
      : reader(`${descriptor}.${index}.${statistic}`),
  );
  const shares = EMOTIONS.map((emotion) => {
    const read = reader(emotion);
    return (line: readonly string[]) => {
      const share = read(line);
      if (share < 0 || share > 1) throw new RangeError(`${emotion} cannot be ${share}`);
      return share;
    };
  });
  const raters = reader("raters");
  const genreAt = header.indexOf("genre");
  return {
    inputs: fromRows(lines.map((line) => inputs.map((read) => read(line)))),
    targets: fromRows(lines.map((line) => shares.map((read) => read(line)))),
    genres: lines.map((line) => line[genreAt] ?? ""),
    raters: lines.map((line) => raters(line)),
  };
}
