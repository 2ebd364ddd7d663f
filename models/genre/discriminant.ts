import { cholesky, solveLower } from "../learning/cholesky.ts";
import {
  addScaled,
  fromRows,
  gram,
  type Matrix,
  multiply,
  rowOf,
  transpose,
  zeros,
} from "../learning/matrix.ts";
import { prepareLayout } from "../learning/preparation.ts";
import { learnStandardizer, type Standardizer, standardize } from "../learning/standardizer.ts";
import { GENRES, LAYOUT } from "./inputs.ts";

/** Share of the pooled covariance that is replaced by a multiple of the identity; flat from .1 to .4 on held-out artists. */
const SHRINKAGE = 0.15;
/** Standardised features beyond this many deviations count as this many. */
const CLIP = 4;

/** A linear discriminant with equal priors. */
export interface Discriminant {
  standardizer: Standardizer;
  /** Features × features: after it, all genres scatter alike in all directions. */
  whitening: Matrix;
  /** Genres × features: their means, whitened. */
  centres: Matrix;
}

/**
 * Learns a linear discriminant (Fisher 1936) whose pooled covariance is shrunk (Friedman 1989), because clips are few; genres count
 * alike however many clips they have.
 *
 * @param inputs rows × INPUTS
 * @param genres index of each row's genre; every genre occurs
 */
export function fitDiscriminant(inputs: Matrix, genres: ArrayLike<number>): Discriminant {
  const features = prepareLayout(inputs, LAYOUT);
  const size = features.columns;
  const standardizer = learnStandardizer(features, CLIP, new Array<number>(size).fill(1));
  const standard = standardize(features, standardizer, true);
  const means = zeros(GENRES.length, size);
  const counts = new Float64Array(GENRES.length);
  for (let r = 0; r < standard.rows; r++) counts[genres[r]!] = counts[genres[r]!]! + 1;
  for (let r = 0; r < standard.rows; r++) {
    addScaled(rowOf(means, genres[r]!), rowOf(standard, r), 1 / counts[genres[r]!]!);
  }
  const scatter = zeros(standard.rows, size);
  for (let r = 0; r < standard.rows; r++) {
    rowOf(scatter, r).set(rowOf(standard, r));
    addScaled(rowOf(scatter, r), rowOf(means, genres[r]!), -1);
  }
  const covariance = gram(scatter);
  const degrees = standard.rows - GENRES.length;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance.data[i * size + i]! / degrees;
  for (let i = 0; i < size * size; i++) {
    const diagonal = i % (size + 1) === 0 ? (SHRINKAGE * trace) / size : 0;
    covariance.data[i] = ((1 - SHRINKAGE) * covariance.data[i]!) / degrees + diagonal;
  }
  const inverse = fromRows(Array.from({ length: size }, (_, i) => new Float64Array(size).fill(1, i, i + 1)));
  solveLower(cholesky(covariance), inverse);
  const whitening = transpose(inverse);
  return { standardizer, whitening, centres: multiply(means, whitening) };
}

/** Rows after whitening, standardised features clipped to their range or not. */
export function whiten({ standardizer, whitening }: Discriminant, inputs: Matrix, clip: boolean): Matrix {
  return multiply(standardize(prepareLayout(inputs, LAYOUT), standardizer, clip), whitening);
}
