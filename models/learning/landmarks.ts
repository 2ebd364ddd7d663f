import { addScaled, fromRows, type Matrix, rowOf } from "./matrix.ts";
import { permutation, type Random } from "./random.ts";

/** Squared Euclidean distance divided by the number of columns. */
export function meanSquaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}

/**
 * Picks points that stand for the rows without repeating any of them: randomly chosen rows, each replaced by the mean of itself and
 * its nearest neighbours. A kernel model built on these keeps almost the accuracy of one built on the rows, and its weights hold
 * no row of the data (micro-aggregation, Domingo-Ferrer and Mateo-Sanz 2002, with groups that may overlap).
 *
 * @param rows points, one a row
 * @param count how many landmarks; fewer when there are fewer rows
 * @param group how many rows are averaged into each, at least 2
 * @returns matrix of landmarks × columns
 */
export function averagedLandmarks(rows: Matrix, count: number, group: number, random: Random): Matrix {
  const chosen = permutation(rows.rows, random).slice(0, count);
  return fromRows(
    chosen.map((seed) => {
      const near = Array.from({ length: rows.rows }, (_, row) => ({
        row,
        distance: meanSquaredDistance(rowOf(rows, seed), rowOf(rows, row)),
      })).sort((a, b) => a.distance - b.distance || a.row - b.row);
      const centre = new Float64Array(rows.columns);
      const members = near.slice(0, group);
      for (const { row } of members) addScaled(centre, rowOf(rows, row), 1 / members.length);
      return centre;
    }),
  );
}

/** Mean squared distance of every row to every landmark, as rows × landmarks. */
export function distancesTo(rows: Matrix, landmarks: Matrix): Matrix {
  const data = new Float64Array(rows.rows * landmarks.rows);
  for (let r = 0; r < rows.rows; r++) {
    for (let l = 0; l < landmarks.rows; l++) {
      data[r * landmarks.rows + l] = meanSquaredDistance(rowOf(rows, r), rowOf(landmarks, l));
    }
  }
  return { rows: rows.rows, columns: landmarks.rows, data };
}
