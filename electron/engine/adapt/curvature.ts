import { createRequire } from 'node:module';
import { CLASSES, type SampleSet } from './samples.ts';

/** For a package that only fitting needs. */
const require = createRequire(import.meta.url);

/** Samples with their scaled features, and how much each counts. */
export interface Weighed {
  readonly set: SampleSet;
  readonly scaled: Float32Array;
  readonly weights: number | Float64Array;
}

/** Samples of a term that are looked at: the curvature only guides the search. */
const LOOKED_AT = 3000;

/**
 * Multiplies vectors by the inverse of the loss's second derivatives where nothing is changed yet, about: the sum over
 * samples of w (diag(p) - p p') x x', with x = (1, features) or (1), plus the ridge's. Index `4 j + class`, j of x.
 * @returns undefined where no inverse can be found
 */
export function inverseCurvature(
  terms: readonly Weighed[],
  size: number,
  ridge: number,
): ((vector: Float64Array) => Float64Array<ArrayBuffer>) | undefined {
  const { CholeskyDecomposition, Matrix } = require('ml-matrix') as typeof import('ml-matrix');
  const factor = new CholeskyDecomposition(Matrix.from1DArray(size, size, curvature(terms, size, ridge)));
  if (!factor.isPositiveDefinite()) return undefined;
  return (vector) => Float64Array.from(factor.solve(Matrix.columnVector(vector)).to1DArray());
}

function curvature(terms: readonly Weighed[], size: number, ridge: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 2 * ridge;
  const inputs = size / CLASSES;
  const x = new Float64Array(inputs);
  const p = new Float64Array(CLASSES);
  for (const { set, scaled, weights } of terms) {
    const step = Math.max(1, Math.floor(set.count / LOOKED_AT));
    x[0] = 1;
    for (let i = 0; i < set.count; i += step) {
      const weight = step * (typeof weights === 'number' ? weights : weights[i]!);
      for (let k = 0; k < CLASSES; k++) p[k] = Math.exp(set.logProbabilities[i * CLASSES + k]!);
      for (let j = 1; j < inputs; j++) x[j] = scaled[i * set.channels + j - 1]!;
      addOuter(matrix, size, { x, p, weight });
    }
  }
  for (let row = 0; row < size; row++)
    for (let column = row + 1; column < size; column++) matrix[row * size + column] = matrix[column * size + row]!;
  return matrix;
}

/** Adds a sample to the lower triangle. */
function addOuter(
  matrix: Float64Array,
  size: number,
  { x, p, weight }: { readonly x: Float64Array; readonly p: Float64Array; readonly weight: number },
): void {
  for (let k = 0; k < CLASSES; k++)
    for (let l = 0; l < CLASSES; l++) {
      const s = weight * p[k]! * ((k === l ? 1 : 0) - p[l]!);
      for (let j = 0; j < x.length; j++) {
        const sx = s * x[j]!;
        const row = (CLASSES * j + k) * size + l;
        for (let m = 0; m <= j; m++) matrix[row + CLASSES * m]! += sx * x[m]!;
      }
    }
}
