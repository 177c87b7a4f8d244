import { REACH_STEP_METRES, TOLD_AREAS, thresholdByte } from '../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters } from '../api/types.ts';

/** Of shadow, semi-transparent and cloud: smallest bytes (0..255) that reach their thresholds, or largest within their buffers; or three times the step of a smallest object. */
export type Limits = readonly [shadow: number, semi: number, cloud: number];

/** Limits by which the graphics card classifies as the engine does. */
export const limitsOf = ({ shadow, semi, cloud }: ApiMaskParameters['thresholds']): Limits => [
  thresholdByte(shadow),
  thresholdByte(semi),
  thresholdByte(cloud),
];

/** How far buffers of shadow, semi-transparent and cloud reach, in the steps in which the engine tells what they cover. */
export const reachLimitsOf = ({ shadow, semi, cloud }: ApiMaskParameters['bufferMetres']): Limits => [
  Math.floor(shadow / REACH_STEP_METRES),
  Math.floor(semi / REACH_STEP_METRES),
  Math.floor(cloud / REACH_STEP_METRES),
];

/** The step of a smallest object: how many of the told ones are not larger. */
export function areaLimitsOf({ minAreaSquareMetres }: ApiMaskParameters): Limits {
  const larger = TOLD_AREAS.findIndex((area) => area > minAreaSquareMetres);
  const step = larger < 0 ? TOLD_AREAS.length : larger;
  return [step, step, step];
}

/** Whether no class is grown: then the smallest object decides last. */
export const isWithoutBuffers = ({ bufferMetres }: ApiMaskParameters): boolean =>
  Object.values(bufferMetres).every((metres) => metres === 0);

/** Whether thresholds alone make the mask, but for shadows that need a cloud: no buffer, no smallest object, no correction by hand. */
export const isByThresholds = (parameters: ApiMaskParameters, corrections: readonly unknown[]): boolean =>
  corrections.length === 0 && parameters.minAreaSquareMetres === 0 && isWithoutBuffers(parameters);
