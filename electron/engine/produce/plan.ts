import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Area, Recipe } from '../contract/recipe.ts';
import { ModelPackError, ParameterError } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { grownWindow, intersectWindows, wholeWindow, windowGrid } from '../core/grid.ts';
import { isWithinReach } from '../mask/compute.ts';
import { towardsSun } from '../mask/lone-shadows.ts';
import { packParameters } from '../mask/pack-parameters.ts';
import { haloPixels, validateParameters } from '../mask/parameters.ts';
import type { MaskParameters } from '../mask/types.ts';
import type { ModelPack } from '../model/packs.ts';
import { checkPackFits, choosePack, loadPack } from '../model/packs.ts';
import type { DeviceChoice } from '../model/providers.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import type { Polygons } from './area.ts';
import { pixelsOfPolygons, polygonsToPixels, windowOfPolygons } from './area.ts';
import { withLongEdgesHalved } from './area-lonlat.ts';
import { type PlannedPersistence, planPersistence } from './persistent-places.ts';
import type { Workbench } from './workbench.ts';

/** A recipe made definite for one product. */
export interface Plan {
  readonly pack: ModelPack;
  readonly parameters: MaskParameters;
  /** Persistent places that are lowered, of the whole grid; absent where none are. */
  readonly persistence?: PlannedPersistence | undefined;
  /** The whole grid. */
  readonly grid: Grid;
  /** What is written. */
  readonly window: Window;
  readonly windowGrid: Grid;
  /** What the mask is computed on, so that buffers reach into the window from outside. */
  readonly computeWindow: Window;
  /** The area's polygons in pixels of the grid; null for the whole scene. */
  readonly pixelArea: Polygons | null;
  /** What the area is called; null for the whole scene, and where nobody said. */
  readonly areaName: string | null;
}

/** Pixels around an area, besides the buffers, on which objects are seen whole when small ones are dropped. */
const CLEAN_UP_PIXELS = 128;

/** What the mask of a window depends on, besides what the network sees: buffers and objects around it, clouds that throw shadows on it. */
export function windowToCompute(window: Window, grid: Grid, parameters: MaskParameters, sun: Product['sun']): Window {
  const { pixelMetres } = grid;
  const isCleaned = !isWithinReach(parameters, pixelMetres);
  const grown = grownWindow(window, haloPixels(parameters, pixelMetres) + (isCleaned ? CLEAN_UP_PIXELS : 0));
  return intersectWindows(withClouds(grown, grid, parameters, sun), wholeWindow(grid)) ?? window;
}

/** A window with what may lie between it and the sun, where its shadows want a cloud there. */
export function withClouds(
  window: Window,
  grid: Grid,
  { shadowsNeedCloud }: MaskParameters,
  sun: Product['sun'],
): Window {
  return sun && shadowsNeedCloud ? towardsSun(window, grid, { pixelMetres: grid.pixelMetres, sun }) : window;
}

/**
 * Chooses pack, parameters and windows.
 * @throws ModelPackError, ProductError or ParameterError when the recipe does not fit the product.
 */
export async function planRecipe(
  bench: Workbench,
  product: Product,
  recipe: Pick<Recipe, 'grid' | 'pack' | 'parameters'>,
  area: Area,
  device: DeviceChoice,
): Promise<Plan> {
  const pack = await findPack(bench, product, recipe.pack, device);
  const grid = productGrid(product, recipe.grid);
  checkPackFits(pack, product, grid.pixelMetres);
  const parameters = validateParameters(recipe.parameters ?? packParameters(pack.manifest, product).parameters);
  const pixelArea = area.kind === 'scene' ? null : polygonsToPixels(area.polygons, grid);
  const window =
    pixelArea === null || area.kind === 'scene' ? wholeWindow(grid) : areaWindow(pixelArea, area, grid, product);
  const computeWindow = pixelArea === null ? window : windowToCompute(window, grid, parameters, product.sun);
  const areaName = area.kind === 'scene' ? null : (area.name ?? null);
  const persistence = await planPersistence(bench.places, parameters, grid);
  return {
    ...{ pack, parameters, persistence, grid, window },
    ...{ windowGrid: windowGrid(grid, window), computeWindow, pixelArea, areaName },
  };
}

/** The pixels of an area. @throws ParameterError where there are none */
function areaWindow(pixelArea: Polygons, area: Exclude<Area, { kind: 'scene' }>, grid: Grid, product: Product): Window {
  const around = windowOfPolygons(pixelArea, grid);
  if (around === null) throw missesScene(area.polygons, grid, product);
  const window = pixelsOfPolygons(around, pixelArea);
  if (window) return window;
  throw new ParameterError(
    `No pixel of ${grid.pixelMetres} m of ${product.id} has its centre inside of the area, which is smaller than a pixel or only touches the scene.`,
    { remedy: 'Choose a finer grid, a larger area, or one that reaches further into the scene.' },
  );
}

/** The error for an area outside of the scene; says so where its coordinates were swapped, or an edge turned the other way. */
function missesScene(polygons: Polygons, grid: Grid, product: Product): ParameterError {
  const meets = (others: Polygons) => windowOfPolygons(polygonsToPixels(others, grid), grid) !== null;
  if (meets(polygons.map((rings) => rings.map(withLongEdgesHalved)))) {
    return new ParameterError(
      `The area does not meet ${product.id}: it has an edge over more than 180 degrees of longitude, which is taken the short way round the globe.`,
      {
        remedy:
          'Put points into such edges (QGIS: "Densify by interval"; ogr2ogr -segmentize 90), or draw a smaller area.',
      },
    );
  }
  const swapped = polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => [lat, lon] as const)));
  const isLatitude = swapped.every((rings) => rings.every((ring) => ring.every(([, lat]) => Math.abs(lat) <= 90)));
  if (isLatitude && meets(swapped)) {
    return new ParameterError(
      `The area does not meet ${product.id}, but would with longitude and latitude swapped: GeoJSON has longitude first.`,
      { remedy: 'Swap the coordinates of the area (in QGIS: "Swap X and Y coordinates").' },
    );
  }
  return new ParameterError(`The area does not meet ${product.id}.`, { remedy: 'Choose an area inside the scene.' });
}

/** A pack by its id or its folder; the best for the product and the device where none is named. */
async function findPack(
  bench: Workbench,
  product: Product,
  name: string | null,
  device: DeviceChoice,
): Promise<ModelPack> {
  const { packs, refused } = await bench.packs();
  if (name === null) {
    if (packs.length === 0 && refused[0]) throw refused[0].error;
    return choosePack(await bench.packsFor(device), product);
  }
  const pack = packs.find((candidate) => candidate.id === name);
  if (pack) return pack;
  const isFolder = /[/\\]/.test(name) || (await stat(join(name, 'model.json')).catch(() => null)) !== null;
  if (isFolder) return loadPack(name);
  throw new ModelPackError(
    `There is no model pack "${name}"; there are ${packs.map(({ id }) => id).join(', ') || 'none'}.`,
    {
      remedy: 'Name one of these, or the folder of a pack.',
    },
  );
}
