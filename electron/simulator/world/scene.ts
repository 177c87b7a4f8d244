import type { Level } from '../../engine/core/bands.ts';
import type { Sky } from './sky.ts';

/** Size of the tile on the ground. */
export interface Extent {
  readonly eastMetres: number;
  readonly southMetres: number;
}

/** Everything that decides the simulated ground, sky and sensor; plain data that can be sent to a worker. */
export interface Scene {
  /** Of the ground. */
  readonly seed: number;
  readonly sky: Sky;
  readonly level: Level;
  readonly extent: Extent;
  readonly sunZenithDegrees: number;
  /** Clockwise from north. */
  readonly sunAzimuthDegrees: number;
  /** Standard deviation of the texture of single pixels, relative to the reflectance. */
  readonly grain: number;
}

/** Metres by which a cloud's shadow is displaced from it per metre of the cloud's height: towards the sun, on the ground. */
export function sunwardMetresPerMetre(scene: Scene): { readonly east: number; readonly south: number } {
  const zenith = (scene.sunZenithDegrees * Math.PI) / 180;
  const azimuth = (scene.sunAzimuthDegrees * Math.PI) / 180;
  return { east: Math.tan(zenith) * Math.sin(azimuth), south: -Math.tan(zenith) * Math.cos(azimuth) };
}

/**
 * Whether the instrument saw a point: the east edge of the swath runs from north-north-east to south-south-west, as on
 * a descending orbit, and leaves the south-east corner of the tile empty.
 */
export function isInSwath(scene: Scene, eastMetres: number, southMetres: number): boolean {
  const heading = Math.tan((13 * Math.PI) / 180);
  return eastMetres < 1.03 * scene.extent.eastMetres - southMetres * heading;
}
