import type { ProductDetail } from '../contract/products.ts';
import { GRID_METRES } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { gridBounds } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition, utmZone } from '../core/utm.ts';
import { packParameters } from '../mask/pack-parameters.ts';
import { packScopeWarnings } from '../model/pack-scope.ts';
import type { ModelPack } from '../model/packs.ts';
import { checkPackFits } from '../model/packs.ts';
import { describeProduct, productFacts } from '../product/describe.ts';
import type { Product } from '../product/types.ts';
import type { Kept } from '../session/json-file.ts';
import type { OpenProduct } from '../session/products.ts';
import { remotePlaceOf } from '../session/remote-reading.ts';

/** A product as the API shows it. */
export function productDetail(
  entry: OpenProduct,
  packs: readonly ModelPack[],
  settings: Kept<unknown> | null,
): ProductDetail {
  const { product } = entry;
  const remote = remotePlaceOf(entry);
  const description = describeProduct(product);
  const fitting = packs
    .map((pack) => ({
      id: pack.id,
      grids: GRID_METRES.filter((grid) => fits(pack, product, grid)),
      defaults: packParameters(pack.manifest, product).parameters,
      outOfScope: outOfScope(pack, product),
    }))
    .filter((pack) => pack.grids.length > 0);
  const first = fitting[0];
  return {
    id: entry.id,
    name: product.id,
    ...productFacts(product),
    grids: product.grids,
    offsets: product.offsets,
    radiometrySource: description.radiometrySource,
    stored: description.stored,
    reading: entry.reading ?? null,
    remote: remote === undefined ? null : { address: product.path, ...remote },
    sun: description.sun,
    corners: cornersOf(product),
    bands: Object.fromEntries(
      description.bands
        .filter(({ pixelMetres }) => pixelMetres.length > 0)
        .map(({ band, pixelMetres }) => [band, pixelMetres]),
    ),
    contentKey: product.contentKey,
    packs: fitting,
    preview: first ? { pack: first.id, grid: Math.max(...first.grids) as 10 | 20 | 60 } : null,
    settings: settings?.value ?? null,
    settingsRevision: settings?.revision ?? 0,
  };
}

/** What the product's own warnings do not say already. */
function outOfScope({ manifest }: ModelPack, product: Product): string[] {
  return packScopeWarnings(manifest, product)
    .filter(({ code }) => manifest.tuned || !product.warnings.some((known) => known.code === code))
    .map(({ message }) => message);
}

function fits(pack: ModelPack, product: Product, grid: 10 | 20 | 60): boolean {
  if (product.grids[grid] === undefined) return false;
  try {
    checkPackFits(pack, product, grid);
    return true;
  } catch {
    return false;
  }
}

/** The finest grid that the product has. */
export function finestGrid(product: Product): Grid | undefined {
  return GRID_METRES.map((metres) => product.grids[metres]).find((grid) => grid !== undefined);
}

function cornersOf(product: Product): ProductDetail['corners'] {
  const grid = finestGrid(product);
  if (!grid || grid.epsg === null || utmZone(grid.epsg) === null) return null;
  const project = proj4(utmDefinition(grid.epsg));
  const [west, south, east, north] = gridBounds(grid);
  const corners: readonly [number, number][] = [
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ];
  return corners.map((corner) => project.inverse(corner) as [number, number]);
}
