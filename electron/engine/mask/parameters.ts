import { FLAGGED_CLASSES, type FlaggedClassId, MAX_BUFFER_METRES } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import type { MaskParameters, Persistence } from './types.ts';

/** What a model pack says about its own best parameters; anything left out takes the neutral value. */
export interface ParameterDefaults {
  readonly thresholds?: PerClass | undefined;
  readonly bufferMetres?: PerClass | undefined;
  readonly minAreaSquareMetres?: number | undefined;
  readonly shadowsNeedCloud?: boolean | undefined;
  /** A pack says nothing of it: it is chosen for a place. */
  readonly persistence?: Persistence | undefined;
}

type PerClass = { readonly [Id in FlaggedClassId]?: number | undefined };

/**
 * Parameters from a pack's numbers: thresholds of 0.5, no buffers and no clean-up where it says nothing.
 *
 * @throws ParameterError where a number is out of its range.
 */
export function defaultParameters(defaults: ParameterDefaults = {}): MaskParameters {
  return validateParameters({
    thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5, ...defined(defaults.thresholds) },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0, ...defined(defaults.bufferMetres) },
    minAreaSquareMetres: defaults.minAreaSquareMetres ?? 0,
    ...chosen(defaults),
  });
}

/** Parameters of which some numbers are others. @throws ParameterError where a number is out of its range */
export function overrideParameters(parameters: MaskParameters, overrides: ParameterDefaults): MaskParameters {
  return validateParameters({
    thresholds: { ...parameters.thresholds, ...defined(overrides.thresholds) },
    bufferMetres: { ...parameters.bufferMetres, ...defined(overrides.bufferMetres) },
    minAreaSquareMetres: overrides.minAreaSquareMetres ?? parameters.minAreaSquareMetres,
    ...chosen({
      persistence: overrides.persistence ?? parameters.persistence,
      shadowsNeedCloud: overrides.shadowsNeedCloud ?? parameters.shadowsNeedCloud,
    }),
  });
}

/**
 * Returns the parameters when every number is in its range: thresholds 0 to 1, buffers 0 to {@link MAX_BUFFER_METRES}, area 0 m² or more, persistent places 0 to 1.
 *
 * @throws ParameterError naming the parameter, its value and its range.
 */
export function validateParameters(parameters: MaskParameters): MaskParameters {
  for (const id of FLAGGED_CLASSES) {
    requireRange(`confidence threshold of ${id}`, parameters.thresholds[id], 0, 1, '');
    requireRange(`buffer of ${id}`, parameters.bufferMetres[id], 0, MAX_BUFFER_METRES, ' m');
  }
  requireRange('smallest area', parameters.minAreaSquareMetres, 0, Number.MAX_VALUE, ' m²');
  requireRange('share taken at persistent places', parameters.persistence?.weight ?? 0, 0, 1, '');
  return parameters;
}

/** Smallest stored probability (0..255) that reaches a threshold (0..1): the least p with p / 255 >= threshold. */
export function thresholdByte(threshold: number): number {
  const byte = Math.ceil(threshold * 255);
  return byte / 255 < threshold ? byte + 1 : byte;
}

/** Largest squared distance between pixel centres, in pixels squared, that lies within a buffer in metres. */
export function squaredRadiusPixels(bufferMetres: number, pixelMetres: number): number {
  const unit = pixelMetres * pixelMetres;
  const limit = bufferMetres * bufferMetres;
  let squared = Math.floor(limit / unit);
  while (squared * unit > limit) squared--;
  while ((squared + 1) * unit <= limit) squared++;
  return squared;
}

/** Fewest pixels that make up an area in m²; objects and holes of fewer pixels are below it. */
export function areaPixels(areaSquareMetres: number, pixelMetres: number): number {
  const unit = pixelMetres * pixelMetres;
  let pixels = Math.ceil(areaSquareMetres / unit);
  while (pixels > 0 && (pixels - 1) * unit >= areaSquareMetres) pixels--;
  while (pixels * unit < areaSquareMetres) pixels++;
  return pixels;
}

/**
 * Pixels around a window whose classes can reach into it through the buffers. The clean-up has no such bound: an
 * object may be of any length, so it is decided on the whole raster ({@link createMaskSession} does so once).
 */
export function haloPixels(parameters: MaskParameters, pixelMetres: number): number {
  const largest = Math.max(...FLAGGED_CLASSES.map((id) => parameters.bufferMetres[id]));
  return Math.floor(Math.sqrt(squaredRadiusPixels(largest, pixelMetres)));
}

function requireRange(name: string, value: number, least: number, most: number, unit: string): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  const range = most === Number.MAX_VALUE ? `${least}${unit} or more` : `between ${least} and ${most}${unit}`;
  throw new ParameterError(`The ${name} is ${value}${unit}; it must be ${range}.`, {
    remedy: `Choose a value ${most === Number.MAX_VALUE ? 'of ' : ''}${range}.`,
  });
}

/** What is asked for besides numbers. */
function chosen({
  persistence,
  shadowsNeedCloud,
}: ParameterDefaults): Pick<MaskParameters, 'persistence' | 'shadowsNeedCloud'> {
  return { ...(shadowsNeedCloud ? { shadowsNeedCloud } : {}), ...(persistence === undefined ? {} : { persistence }) };
}

function defined(record: PerClass | undefined): { readonly [Id in FlaggedClassId]?: number } {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => value !== undefined));
}
