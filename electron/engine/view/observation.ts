import type { z } from 'zod';
import type { ReferenceRaster } from '../compare/reference.ts';
import type { MaskRequest } from '../contract/common.ts';
import type { Observation, observationSchema } from '../contract/dates.ts';
import { type ClassId, MASK_CLASSES, PROBABILITY_PLANES } from '../core/classes.ts';
import { ParameterError, throwIfCancelled } from '../core/errors.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import type { ModelPack } from '../model/packs.ts';
import { gridKey, productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { reflectanceOf } from '../raster/reflectance.ts';
import type { SessionContext } from '../session/context.ts';
import { type ClassesAtPixel, classAt, idOf } from './class-at.ts';
import type { MaskViews } from './mask-views.ts';
import { pixelAt, valueAt } from './pixel.ts';
import { finestGrid } from './product-detail.ts';

const NOTHING: Observation = { covered: false, reflectance: {}, mask: null, referenceClass: null };

/**
 * What one date says of a place: reflectance of some bands, each from its finest file, and the mask there.
 *
 * @param pack of the mask that is asked for; null without one
 * @throws ParameterError for a raster without georeference
 */
export async function observe(
  { bench, masks, references }: SessionContext & { readonly masks: MaskViews },
  product: Product,
  pack: ModelPack | null,
  { lon, lat, bands, mask, reference }: z.infer<typeof observationSchema>,
  signal?: AbortSignal,
): Promise<Observation> {
  const finest = finestGrid(product);
  if (!finest || finest.epsg === null) throw new ParameterError('This raster has no georeference.');
  const [easting, northing] = proj4(utmDefinition(finest.epsg)).forward([lon, lat]) as [number, number];
  if (!pixelAt(finest, easting, northing)) return NOTHING;

  const values = bands.map(async (band) => {
    const file = product.bands[band]?.[0];
    if (!file) return [];
    const dn = await valueAt(product, file, easting, northing, bench.rasters);
    return [[band, reflectanceOf(product, band, dn)] as const];
  });
  const reflectance = Object.fromEntries((await Promise.all(values)).flat());
  throwIfCancelled(signal);
  const compared = mask?.grid ?? gridKey(product, finest);
  const referenceClass =
    reference === null ? null : classIn(await references.read(product, reference, compared), easting, northing);
  if (!mask || !pack) return { covered: true, reflectance, mask: null, referenceClass };

  const grid = productGrid(product, mask.grid);
  const at = pixelAt(grid, easting, northing);
  const store = await masks.store(product, pack, mask.grid);
  if (!at || !store.isComplete()) return { covered: true, reflectance, mask: null, referenceClass };
  const { planes } = await store.readWindow({ ...at, width: 1, height: 1 });
  const classes =
    (await classAt(bench, store, grid, { mask, at }, signal)) ??
    (await classInWhole(masks, { product, pack, mask }, at, signal));
  const shares = PROBABILITY_PLANES.map((id, plane) => [id, planes[plane]! / 255]);
  const probabilities = planes.every((value) => value === 0) ? null : Object.fromEntries(shares);
  return { covered: true, reflectance, mask: { probabilities, ...classes }, referenceClass };
}

/** The same as {@link classAt} where a pixel depends on objects of any size: from the whole mask, which its session keeps. */
async function classInWhole(
  masks: MaskViews,
  { product, pack, mask }: { readonly product: Product; readonly pack: ModelPack; readonly mask: MaskRequest },
  { column, row }: { readonly column: number; readonly row: number },
  signal: AbortSignal | undefined,
): Promise<ClassesAtPixel> {
  const idIn = async (asked: MaskRequest): Promise<ClassId> => {
    const { raster } = await masks.whole(product, pack, asked, signal);
    return idOf(raster.codes[row * raster.width + column]!);
  };
  const found = await idIn(mask);
  return {
    class: found,
    computedClass: mask.corrections.length === 0 ? found : await idIn({ ...mask, corrections: [] }),
  };
}

/** The class that a reference has at a place; null beyond it. */
function classIn({ codes, grid }: ReferenceRaster, easting: number, northing: number): ClassId | null {
  const at = pixelAt(grid, easting, northing);
  if (!at) return null;
  const code = codes[at.row * grid.width + at.column];
  return MASK_CLASSES.find((one) => one.code === code)?.id ?? null;
}
