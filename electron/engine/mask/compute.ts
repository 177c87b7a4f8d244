import { createMaskSession, onePlane, type UpdateOptions } from './session.ts';
import type { ClassRaster, MaskParameters, ProbabilityRaster } from './types.ts';

/**
 * The mask of a raster of probabilities, once: the only update of a session ({@link createMaskSession}) that keeps nothing.
 * Pure: the same input gives the same codes.
 *
 * Takes one byte per pixel for the result and about 5 to 13 bytes per run of equal classes in a row.
 *
 * @throws ParameterError for parameters out of range; RasterError for planes of a wrong size; CancelledError.
 */
export function computeMask(
  probabilities: ProbabilityRaster,
  parameters: MaskParameters,
  options: UpdateOptions = {},
): ClassRaster {
  return createMaskSession(probabilities, onePlane(probabilities)).update(parameters, options);
}
