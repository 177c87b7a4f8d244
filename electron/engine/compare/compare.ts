import { CompareError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { ClassRaster } from '../mask/types.ts';
import { alignCodes } from './align.ts';
import { mergeFor } from './class-merge.ts';
import {
  type AccuracyReport,
  accuracyReport,
  agreementCodes,
  type ConfusionOptions,
  confusionMatrix,
} from './confusion.ts';
import type { ReferenceRaster } from './reference.ts';

export interface Comparison {
  readonly report: AccuracyReport;
  /** Agreement on the mask's grid, see {@link agreementCodes}. */
  readonly agreement: Uint8Array;
  /** What was assumed of the reference, and which classes were merged for a fair comparison, in words. */
  readonly notes: readonly string[];
}

/**
 * Compares a mask with a reference: brings the reference onto the mask's grid, merges the classes that it cannot tell
 * apart, and cross-tabulates what is missing in neither.
 *
 * @throws CompareError when they cannot be laid over each other, or have no pixel in common that is not missing.
 */
export function compareToReference(
  mask: ClassRaster,
  grid: Grid,
  reference: ReferenceRaster,
  options: ConfusionOptions = {},
): Comparison {
  const aligned = alignCodes(reference.codes, reference.grid, grid);
  const merge = mergeFor(reference.mapping);
  const report = accuracyReport(confusionMatrix(mask.codes, aligned, mask.width, merge, options));
  if (report.total === 0) {
    throw new CompareError(`The mask and ${reference.name} have no pixel in common that is not missing.`, {
      file: reference.name,
      remedy: 'Choose a reference of the same scene.',
    });
  }
  const notes = [...(reference.notes ?? []), ...merge.notes];
  return { report, agreement: agreementCodes(mask.codes, aligned, merge), notes };
}
