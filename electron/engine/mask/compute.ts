import { throwIfCancelled } from '../core/errors.ts';
import { applyCorrections } from './corrections.ts';
import { dropLoneShadows } from './lone-shadows.ts';
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
  const { width, height, pixelMetres, sun, origin } = probabilities;
  const { corrections, signal } = options;
  throwIfCancelled(signal);
  const codes = classify(probabilities, parameters);
  if (parameters.shadowsNeedCloud && sun) dropLoneShadows(codes, probabilities, { pixelMetres, sun, origin }, signal);
  if (corrections?.list.length) applyCorrections(codes, probabilities, corrections);
  return { width, height, pixelMetres, codes };
}

/** Classes by thresholds alone, which decide on each pixel by itself. @throws ParameterError */
export function classify(probabilities: ProbabilityRaster, parameters: MaskParameters): Uint8Array<ArrayBuffer> {
  validateParameters(parameters);
  const codes = new Uint8Array(probabilities.width * probabilities.height);
  classifyLowered(probabilities, parameters, codes);
  return codes;
}

/** Whether nothing is cleaned up: then no pixel depends on others that lie further away than the buffers reach. */
export const isWithinReach = (
  { minAreaSquareMetres, shadowsNeedCloud }: Pick<MaskParameters, 'minAreaSquareMetres' | 'shadowsNeedCloud'>,
  pixelMetres: number,
): boolean => !shadowsNeedCloud && areaPixels(minAreaSquareMetres, pixelMetres) <= 1;

/**
 * Whether no class is grown and nothing small is dropped, as networks want it by default: then thresholds alone decide on each
 * pixel, but for shadows that have no cloud, where these are dropped.
 */
export function isByThresholds(
  { bufferMetres, minAreaSquareMetres }: Pick<MaskParameters, 'bufferMetres' | 'minAreaSquareMetres'>,
  pixelMetres: number,
): boolean {
  const { shadow, semi, cloud } = bufferMetres;
  const isGrown = [shadow, semi, cloud].some((metres) => squaredRadiusPixels(metres, pixelMetres) !== 0);
  return !isGrown && areaPixels(minAreaSquareMetres, pixelMetres) <= 1;
}
