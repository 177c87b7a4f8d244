import type { ApiMaskParameters, ApiPersistence, Choice, ProductDetail } from '../api/types.ts';
import { isSamePlace } from './dates.ts';
import { recorded, shown } from './history.ts';
import { fieldsOf, isNumber } from './project/read.ts';
import { openProducts } from './queries.ts';
import type { Scene } from './scene.ts';
import { updateScene } from './scenes.ts';

/** What was kept of persistent places; undefined where it is nothing, or its raster is out of reach. */
export function readPersistence(kept: unknown): ApiPersistence | undefined {
  const { weight, raster } = fieldsOf(kept);
  const { handle, name } = fieldsOf(raster);
  if (!isNumber(weight) || weight < 0 || weight > 1) return undefined;
  return typeof handle === 'string' && typeof name === 'string' ? { weight, raster: { handle, name } } : undefined;
}

/** The sliders alone: what a preset holds, whatever the place. */
export function withoutPersistence({ persistence: _, ...sliders }: ApiMaskParameters): ApiMaskParameters {
  return sliders;
}

/** Sliders with persistent places; without, where there are none. */
export function withPersistence(
  sliders: ApiMaskParameters,
  persistence: ApiPersistence | undefined,
): ApiMaskParameters {
  return { ...withoutPersistence(sliders), ...(persistence ? { persistence } : {}) };
}

/** Sliders of a preset for a scene whose raster stays; how far it is lowered goes back to not at all. */
export function withPlacesOff(sliders: ApiMaskParameters, scene: Scene): ApiMaskParameters {
  const { persistence } = shown(scene.tuning).parameters;
  return withPersistence(sliders, persistence && { ...persistence, weight: 0 });
}

/**
 * Has all open dates of a product's place know a raster of persistent places; nothing is lowered until a slider says so. A step
 * of the undo of each.
 */
export function setRasterOfPlaces(product: ProductDetail, { handle, name }: Choice): void {
  for (const one of openProducts().filter((other) => isSamePlace(other, product))) {
    updateScene(one.id, (scene) => {
      const { present } = scene.tuning;
      const persistence = { weight: 0, raster: { handle, name } };
      const parameters = withPersistence(present.parameters, persistence);
      return { ...scene, tuning: recorded(scene.tuning, { ...present, parameters }) };
    });
  }
}
