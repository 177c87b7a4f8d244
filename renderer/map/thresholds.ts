import type { ApiMaskParameters } from '../api/types.ts';

/** Smallest bytes (0..255) of shadow, semi-transparent and cloud that reach their thresholds. */
export type Limits = readonly [shadow: number, semi: number, cloud: number];

function limitOf(threshold: number): number {
  let byte = Math.ceil(threshold * 255);
  while (byte > 0 && (byte - 1) / 255 >= threshold) byte--;
  while (byte / 255 < threshold) byte++;
  return byte;
}

/** Limits by which the graphics card classifies as the engine does; a test compares both. */
export const limitsOf = ({ shadow, semi, cloud }: ApiMaskParameters['thresholds']): Limits => [
  limitOf(shadow),
  limitOf(semi),
  limitOf(cloud),
];

/** Whether thresholds alone make the mask: no buffer, no smallest object, no correction by hand. */
export function isByThresholdsAlone(parameters: ApiMaskParameters, corrections: readonly unknown[]): boolean {
  const { bufferMetres, minAreaSquareMetres } = parameters;
  return (
    corrections.length === 0 && minAreaSquareMetres === 0 && Object.values(bufferMetres).every((metres) => metres === 0)
  );
}
