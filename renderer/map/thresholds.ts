import { thresholdByte } from '../../electron/engine/contract/limits.ts';
import type { ApiMaskParameters } from '../api/types.ts';

/** Smallest bytes (0..255) of shadow, semi-transparent and cloud that reach their thresholds. */
export type Limits = readonly [shadow: number, semi: number, cloud: number];

/** Limits by which the graphics card classifies as the engine does. */
export const limitsOf = ({ shadow, semi, cloud }: ApiMaskParameters['thresholds']): Limits => [
  thresholdByte(shadow),
  thresholdByte(semi),
  thresholdByte(cloud),
];

/** Whether thresholds alone make the mask: no buffer, no smallest object, no correction by hand. */
export function isByThresholdsAlone(parameters: ApiMaskParameters, corrections: readonly unknown[]): boolean {
  const { bufferMetres, minAreaSquareMetres } = parameters;
  return (
    corrections.length === 0 && minAreaSquareMetres === 0 && Object.values(bufferMetres).every((metres) => metres === 0)
  );
}
