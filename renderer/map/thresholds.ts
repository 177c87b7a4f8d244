import { REACH_STEP_METRES, thresholdByte } from '../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters } from '../api/types.ts';

/** Of shadow, semi-transparent and cloud: smallest bytes (0..255) that reach their thresholds, or largest within their buffers. */
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

/** Whether thresholds alone make the mask: no buffer, no smallest object, no correction by hand. */
export function isByThresholdsAlone(parameters: ApiMaskParameters, corrections: readonly unknown[]): boolean {
  const { bufferMetres, minAreaSquareMetres } = parameters;
  return (
    corrections.length === 0 && minAreaSquareMetres === 0 && Object.values(bufferMetres).every((metres) => metres === 0)
  );
}
