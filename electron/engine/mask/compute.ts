import { throwIfCancelled } from '../core/errors.ts';
import { applyCorrections } from './corrections.ts';
import { areaPixels, squaredRadiusPixels, validateParameters } from './parameters.ts';
import { classifyLowered } from './persistence.ts';
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
  if (!isByThresholds(parameters, probabilities.pixelMetres))
    return createMaskSession(probabilities, onePlane(probabilities)).update(parameters, options);
  validateParameters(parameters);
  throwIfCancelled(options.signal);
  const { width, height, pixelMetres } = probabilities;
  const codes = new Uint8Array(width * height);
  classifyLowered(probabilities, parameters, codes);
  const { corrections } = options;
  if (corrections?.list.length) applyCorrections(codes, probabilities, corrections);
  return { width, height, pixelMetres, codes };
}

/** Whether nothing is cleaned up: then no pixel depends on others that lie further away than the buffers reach. */
export const isWithinReach = (
  { minAreaSquareMetres, shadowsNeedCloud }: Pick<MaskParameters, 'minAreaSquareMetres' | 'shadowsNeedCloud'>,
  pixelMetres: number,
): boolean => !shadowsNeedCloud && areaPixels(minAreaSquareMetres, pixelMetres) <= 1;

/** Whether no class is grown and nothing is cleaned up, so that thresholds alone decide on each pixel, as networks want it by default. */
export function isByThresholds(
  parameters: Pick<MaskParameters, 'bufferMetres' | 'minAreaSquareMetres' | 'shadowsNeedCloud'>,
  pixelMetres: number,
): boolean {
  const { shadow, semi, cloud } = parameters.bufferMetres;
  const isGrown = [shadow, semi, cloud].some((metres) => squaredRadiusPixels(metres, pixelMetres) !== 0);
  return !isGrown && isWithinReach(parameters, pixelMetres);
}
