import { CLOUD, SHADOW } from '../core/classes.ts';
import type { ProbabilityRaster } from '../core/probabilities.ts';
import { classifyByThreshold } from './threshold.ts';
import type { MaskParameters } from './types.ts';

/** Planes of probabilities that are taken down at a place that is persistently called cloud, or shadow. */
const TAKEN: Readonly<Record<number, readonly number[]>> = { [CLOUD]: [2, 3], [SHADOW]: [1] };

/**
 * Step 0 of the mask: at places that are taken for cloud (or shadow) on most dates, takes a share of the probability of cloud
 * and semi-transparent cloud (or of shadow) away and gives it to clear, in place. Other classes there, and other places,
 * keep theirs; no valid pixel becomes a missing one.
 *
 * @param planes four planes of `persistent.length` bytes, clear, shadow, semi-transparent, cloud
 * @param persistent for each pixel {@link CLOUD}, {@link SHADOW}, or anything else where nothing persists
 * @param weight share that is taken, 0 to 1
 */
export function lowerPersistent(planes: Uint8Array, persistent: Uint8Array, weight: number): void {
  if (weight === 0) return;
  const count = persistent.length;
  for (let i = 0; i < count; i++) {
    for (const plane of TAKEN[persistent[i]!] ?? []) {
      const at = plane * count + i;
      const before = planes[at]!;
      const after = Math.round(before * (1 - weight));
      planes[at] = after;
      planes[i] = Math.min(255, planes[i]! + before - after);
    }
  }
}

/**
 * Steps 0 and 1: {@link classifyByThreshold} of what {@link lowerPersistent} leaves, without a second set of planes: only
 * pixels of persistent places are looked at again.
 */
export function classifyLowered(probabilities: ProbabilityRaster, parameters: MaskParameters, codes: Uint8Array): void {
  const { planes, persistent } = probabilities;
  classifyByThreshold(probabilities, parameters.thresholds, codes);
  const weight = parameters.persistence?.weight ?? 0;
  if (!persistent || weight === 0) return;
  const count = persistent.length;
  const places: number[] = [];
  for (let i = 0; i < count; i++) if (TAKEN[persistent[i]!]) places.push(i);
  if (places.length === 0) return;
  const own = new Uint8Array(4 * places.length);
  for (const [k, i] of places.entries())
    for (let plane = 0; plane < 4; plane++) own[plane * places.length + k] = planes[plane * count + i]!;
  lowerPersistent(
    own,
    Uint8Array.from(places, (i) => persistent[i]!),
    weight,
  );
  const found = new Uint8Array(places.length);
  const part = { width: places.length, height: 1, pixelMetres: probabilities.pixelMetres, planes: own };
  classifyByThreshold(part, parameters.thresholds, found);
  for (const [k, i] of places.entries()) codes[i] = found[k]!;
}
