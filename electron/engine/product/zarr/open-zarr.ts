import { createHash } from 'node:crypto';
import { BAND_IDS, type BandId, bandsOfLevel, GRID_METRES, type GridMetres, type Level } from '../../core/bands.ts';
import { ProductError } from '../../core/errors.ts';
import type { Grid } from '../../core/grid.ts';
import { contentKey } from '../content-key.ts';
import type { FileEntry, FileTree } from '../files.ts';
import { tileEpsg } from '../mgrs.ts';
import { decideRadiometry } from '../radiometry.ts';
import type { Radiometry } from '../radiometry-types.ts';
import { gridOutline, scopeWarnings } from '../scope.ts';
import { seenAt } from '../seen-at.ts';
import type { OpenProductOptions, Product, ProductWarning, RasterFile } from '../types.ts';
import { numberAt, type RootAttributes, rootAttributes } from './attributes.ts';
import { readFootprint } from './footprint.ts';
import { epsgOf, gridOf } from './grids.ts';
import { readHierarchy, type ZarrHierarchy } from './hierarchy.ts';
import { readIdentity, type ZarrIdentity } from './identity.ts';
import { findLayers, type ZarrLayerFiles } from './layer-files.ts';
import type { ZarrLayer } from './layers.ts';
import { readSun, readView } from './sun.ts';

/**
 * Opens a product in ESA's EOPF Zarr format, version 2 or 3 of Zarr, or in the GeoZarr that EOPF Explorer makes of it.
 * Reads metadata, coordinates and angles, no pixels.
 *
 * @param root folder of the store in the tree: see `findZarrRoot`
 * @throws ProductError when it is no Sentinel-2 product, or nothing tells how its pixels are to be read
 */
export async function openZarr(
  tree: FileTree,
  root: string,
  path: string,
  options: OpenProductOptions,
): Promise<Product> {
  const given = options.stack ?? {};
  const store = await readHierarchy(tree, root);
  const about = rootAttributes(store.attributes);
  const identity = readIdentity(path, root, about);
  const layers = findLayers(store, given);
  const bands = BAND_IDS.filter((band) => (layers.files[band]?.length ?? 0) > 0);
  if (bands.length === 0) throw noBands(path, store, layers);
  const level = given.level ?? identity.level ?? levelByContent(store);
  const radiometry = await radiometryOf(layers, { level, identity, path }, given);

  const { epsg, grids, finest } = await readPlace(store, layers, about, identity.tile);
  const seen = seenAt({
    sun: await readSun(store, about),
    told: identity.sensingTime,
    isExact: true,
    isDayOnly: false,
    grid: finest,
  });
  const of = (layer: ZarrLayer) => layers.files[layer] ?? [];
  const used = Object.values(layers.files).flat();
  const opened = {
    id: identity.id,
    key: sizesKey(store, used, about),
    contentKey: await contentKey(
      [radiometry.quantification, radiometry.offsets, grids, seen.sun, used.map(({ toDn }) => toDn ?? null)],
      [...store.files, ...used.map(({ path: file, zarr }) => asOneFile(file, zarr!.chunks.files))],
    ),
    path,
    kind: 'zarr',
    level,
    platform: identity.platform,
    sensingTime: seen.time,
    tile: identity.tile,
    relativeOrbit: identity.relativeOrbit,
    baseline: identity.baseline,
    granules: [identity.id],
    granule: identity.id,
    epsg,
    grids,
    quantification: radiometry.quantification,
    offsets: radiometry.offsets,
    radiometrySource: radiometry.source,
    noDataDn: 0,
    saturatedDn: 65_535,
    sun: seen.sun,
    view: await readView(store),
    footprint: readFootprint(about) ?? (finest && gridOutline(finest)),
    bands: Object.fromEntries(bands.map((band) => [band, layers.files[band]!])),
    masks: {
      scl: of('SCL'),
      cloudProbability: of('CLDPRB'),
      snowProbability: of('SNWPRB'),
      classification: of('CLASSI'),
      gmlClouds: null,
    },
    trueColour: [],
    preview: null,
  } satisfies Omit<Product, 'warnings' | 'changedFiles' | 'close'>;
  const notes = [radiometry.note, seen.note, ...lacks(identity, finest)];
  return {
    ...opened,
    warnings: [
      ...notes.flatMap((message): ProductWarning[] => (message ? [{ code: 'metadata', message, file: path }] : [])),
      ...tree.notes,
      ...missingBands(opened),
      ...layers.warnings,
      ...scopeWarnings(opened, { noDataPercent: null, snowPercent: numberAt(about.properties, 'eo:snow_cover') }),
    ],
    changedFiles: watchFiles(tree, [...store.files, ...used.flatMap(({ zarr }) => zarr!.chunks.files)]),
    close: () => tree.close(),
  };
}

function missingBands({ id, level, bands, path }: Pick<Product, 'id' | 'level' | 'bands' | 'path'>): ProductWarning[] {
  const missing = bandsOfLevel(level).filter((band) => !bands[band]);
  return missing.length > 0
    ? [{ code: 'band-missing', message: `${id} has no ${missing.join(', ')}.`, file: path }]
    : [];
}

/** What the metadata do not tell, in a sentence each. */
function lacks({ platform, baseline }: ZarrIdentity, finest: Grid | null): readonly string[] {
  return [
    ...(finest === null ? ['Nothing in the product tells where its pixels lie.'] : []),
    ...(platform === null ? ['The platform is unknown.'] : []),
    ...(baseline === null ? ['The processing baseline is unknown.'] : []),
  ];
}

/** A key of what the store says of itself and of the sizes of its files, wherever it lies. */
function sizesKey(store: ZarrHierarchy, used: readonly RasterFile[], about: RootAttributes): string {
  return hashOf([
    ...store.files.map(({ path, size }) => `${path}:${size}`),
    ...used.map(({ path, zarr }) => `${path}:${zarr!.chunks.files.reduce((sum, { size }) => sum + size, 0)}`),
    JSON.stringify(about),
  ]);
}

/** Tells which arrays and metadata have other files than when the product was opened. */
function watchFiles(tree: FileTree, files: readonly FileEntry[]): Product['changedFiles'] {
  const stamps = new Map(files.map((entry) => [entry.path, entry.stamp]));
  return async () => {
    const now = await tree.stamps();
    const changed = [...stamps].filter(([file, stamp]) => now.get(file) !== stamp).map(([file]) => file);
    return [...new Set(changed.map((file) => file.replace(/\/c?[\d./]+$/, '')))];
  };
}

function noBands(path: string, store: ZarrHierarchy, { warnings: [first] }: ZarrLayerFiles): ProductError {
  const isReflectance = store.paths.some((name) => /reflectance/.test(name));
  return new ProductError(
    first?.message ??
      `${path} is a Zarr store, but no Sentinel-2 product${isReflectance ? ' that is read: no band is in its reflectances' : ''}.`,
    {
      file: path,
      remedy: "Choose a product in ESA's EOPF Zarr format (measurements/reflectance/r10m, r20m, r60m), or its SAFE.",
    },
  );
}

/** Level-2A has a scene classification, Level-1C the cirrus band. */
function levelByContent(store: ZarrHierarchy): Level {
  return store.paths.some((path) => /reflectance\/r60m\/b10$/.test(path)) ? 'L1C' : 'L2A';
}

/** Attributes that may name the coordinate system of a group. */
function placesIn(store: ZarrHierarchy, array: string, group: string) {
  return [array, group, `${group}/spatial_ref`].map(store.attributesOf);
}

/** The zone that any metadata or the tile's name tell, and the grid of each group. */
async function readPlace(store: ZarrHierarchy, { groups }: ZarrLayerFiles, about: RootAttributes, tile: string | null) {
  const told = groups.flatMap(({ array, path: group }) => placesIn(store, array, group));
  const epsg = epsgOf([about.other, about.properties, ...told]) ?? tileEpsg(tile);
  const grids: Partial<Record<GridMetres, Grid>> = {};
  for (const group of groups) {
    const grid = await gridOf(store, group, epsg, tile);
    if (grid) grids[group.metres] = grid;
  }
  const finest = GRID_METRES.map((metres) => grids[metres]).find((grid) => grid !== undefined) ?? null;
  return { epsg, grids, finest };
}

async function radiometryOf(
  { scalings }: ZarrLayerFiles,
  { level, identity, path }: { readonly level: Level; readonly identity: ZarrIdentity; readonly path: string },
  given: NonNullable<OpenProductOptions['stack']>,
): Promise<Radiometry> {
  const told = Object.entries(scalings) as [BandId, NonNullable<(typeof scalings)[BandId]>][];
  const isFloat = told.every(([, { toDn }]) => toDn?.zeroIsValid);
  const scales = [...new Set(told.map(([, { scale }]) => scale))];
  if (scales.length > 1) {
    throw new ProductError(`The bands of ${path} have different scales (${scales.join(', ')}).`, {
      file: path,
      remedy: 'Say what holds for all of them: --scale 0.0001 --offset -0.1, or use the SAFE of the product.',
    });
  }
  const scale = scales[0] ?? null;
  const known = told.filter(([, { offset }]) => offset !== null);
  const quantification = scale === null ? null : Number((1 / scale).toPrecision(9));
  const inDn = (offset: number) => Math.round(offset * (quantification ?? 10_000) * 1e6) / 1e6;
  const common = known[0]?.[1].offset ?? 0;
  const offsets = bandsOfLevel(level).map((band) => [band, inDn(scalings[band]?.offset ?? common)] as const);
  const found = await decideRadiometry(
    {
      level,
      baseline: identity.baseline,
      file: path,
      name: path,
      metadata: {
        quantification,
        quantificationProblem: quantification === null ? `The bands of ${path} have no scale_factor.` : null,
        offsets: known.length > 0 ? { kind: 'listed', offsets: Object.fromEntries(offsets) } : { kind: 'absent' },
      },
      item: null,
      tags: { scale: null, offset: null },
      isHls: false,
      isConverted: false,
      impossible: async () => null,
    },
    // What is given for reflectances is in how they become DN already.
    isFloat ? {} : given,
  );
  return {
    ...found,
    source: isFloat ? 'reflectances' : found.source === 'given' ? 'given' : 'scale_factor and add_offset of the bands',
  };
}

/** The chunks of an array as one entry that changes whenever one of them does. */
function asOneFile(path: string, chunks: readonly FileEntry[]): FileEntry {
  const stamp = hashOf(chunks.map((chunk) => `${chunk.path} ${chunk.stamp}`));
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  const none = () => Promise.reject(new ProductError(`${path} is no file.`, { file: path }));
  return { path, size, stamp, randomAccess: false, head: none, open: none };
}

function hashOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
