import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { BAND_IDS } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { findBandFiles } from './band-files.ts';
import { baseName, type FileEntry, type FileTree, folderOf, isUnder, readEntry } from './files.ts';
import { type GranuleMetadata, readGranuleMetadata, tileOf } from './granule-metadata.ts';
import type { Layer } from './layers.ts';
import { findMetadata } from './metadata-files.ts';
import { type GranuleListing, type ProductMetadata, readProductMetadata } from './product-metadata.ts';
import { gridOutline, scopeWarnings } from './scope.ts';
import type { OpenProductOptions, Product, ProductWarning, RasterFile } from './types.ts';
import { readXml } from './xml.ts';

const MAX_GML_BYTES = 64 * 1024 * 1024;

/** A granule that may be opened: on disk, or only listed in the product's metadata. */
interface GranuleChoice {
  readonly name: string;
  readonly tile: string | null;
  readonly entry: FileEntry | null;
}

function listGranules(found: readonly FileEntry[], root: string, listings: readonly GranuleListing[]): GranuleChoice[] {
  const onDisk = found.map((entry): GranuleChoice => {
    const folder = folderOf(entry.path);
    const ownName = folder === root ? null : baseName(folder);
    const tile = tileOf(ownName) ?? tileOf(baseName(entry.path).replace(/\.xml$/i, ''));
    const listed = listings.find((item) => tileOf(item.id) === tile && tile !== null) ?? listings[0];
    return { name: ownName ?? listed?.id ?? baseName(entry.path), tile: tile ?? tileOf(listed?.id ?? null), entry };
  });
  if (onDisk.length > 0) return onDisk;
  return listings.map((item) => ({ name: item.id, tile: tileOf(item.id), entry: null }));
}

function chooseGranule(choices: readonly GranuleChoice[], wanted: string | undefined, file: string): GranuleChoice {
  const first = choices[0] ?? { name: '', tile: null, entry: null };
  if (wanted === undefined) return first;
  const key = wanted.toUpperCase();
  const chosen = choices.find(
    ({ name, tile }) => name.toUpperCase() === key || (tile && [tile, `T${tile}`].includes(key)),
  );
  if (chosen) return chosen;
  throw new ProductError(
    `The product has no granule "${wanted}"; it has ${choices.map(({ name, tile }) => tile ?? name).join(', ') || 'none'}.`,
    { file, remedy: 'Choose one of these.' },
  );
}

function contentKey(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function metadataWarnings(
  tree: FileTree,
  product: ProductMetadata,
  productFile: string,
  granule: GranuleMetadata | null,
): ProductWarning[] {
  const warnings: ProductWarning[] = tree.notes.map((message) => ({ code: 'other', message }));
  const add = (message: string) => warnings.push({ code: 'metadata', message, file: productFile });
  if (granule === null) {
    add('The granule metadata (MTD_TL.xml) is not there: neither the grid nor the position of the sun is known.');
  } else if (granule.sun === null) {
    add('The granule metadata gives no sun angles.');
  }
  if (product.noDataDn !== null && product.noDataDn !== 0) {
    add(
      `${baseName(productFile)} names DN ${product.noDataDn} as no-data; Sentinel-2 images hold 0 there, and 0 is used.`,
    );
  }
  if (product.baseline === null) add('The processing baseline is unknown.');
  if (product.platform === null) add('The platform is unknown.');
  if (product.quantification !== 10_000) {
    add(`The quantification is ${product.quantification}, where Sentinel-2 products have 10000.`);
  }
  return warnings;
}

/**
 * Opens a SAFE product from its tree of files.
 *
 * @param path what the user chose
 * @param chosen path inside the tree of the metadata file that the user chose, if it was one
 * @throws ProductError when it is no Level-1C or Level-2A product, or its metadata is unusable
 */
export async function openSafe(
  tree: FileTree,
  path: string,
  chosen: string | null,
  options: OpenProductOptions,
): Promise<Product> {
  const found = await findMetadata(tree, chosen);
  const root = folderOf(found.product.path);
  const folderName = (baseName(root) || basename(chosen === null ? path : dirname(path))).replace(/\.(SAFE|zip)$/i, '');
  const productXml = await readXml(found.product);
  const product = readProductMetadata(productXml.node, found.product.path, folderName);

  const choices = listGranules(found.granules, root, product.granules);
  const choice = chooseGranule(choices, options.granule, found.product.path);
  const granuleXml = choice.entry && (await readXml(choice.entry));
  const granule = choice.entry && granuleXml && readGranuleMetadata(granuleXml.node, choice.entry.path);
  const tile = granule?.tile ?? choice.tile ?? tileOf(product.uri ?? folderName);
  const listing =
    product.granules.find((item) => item.id === granule?.id || item.id === choice.name) ??
    product.granules.find((item) => tile !== null && tileOf(item.id) === tile) ??
    (product.granules.length === 1 ? product.granules[0] : undefined);

  const granuleFolder = choice.entry && folderOf(choice.entry.path);
  const { files, warnings } = await findBandFiles({
    level: product.level,
    entries: found.entries,
    listed: listing?.images ?? [],
    root,
    granuleFolder,
    otherGranuleFolders: found.granules
      .map((entry) => folderOf(entry.path))
      .filter((folder) => folder !== granuleFolder),
    tile,
    grids: granule?.grids ?? {},
    byPattern: !found.sharesFolder,
  });

  const of = (layer: Layer): readonly RasterFile[] => files[layer] ?? [];
  const gml = found.entries.find(
    (entry) =>
      /(^|_)MSK_CLOUDS_.*\.gml$/i.test(baseName(entry.path)) &&
      (granuleFolder === null || isUnder(entry.path, granuleFolder)) &&
      entry.size > 1,
  );
  const rasters = Object.values(files).flat();
  const sizes = new Map(found.entries.map((entry) => [entry.path, entry.size]));
  const finest = granule?.grids[10] ?? granule?.grids[20] ?? granule?.grids[60];
  const opened = {
    id: product.uri ?? folderName,
    key: contentKey([
      productXml.bytes,
      granuleXml?.bytes ?? '',
      choice.name,
      ...rasters.map((file) => `${file.name}:${sizes.get(file.path)}`).sort(),
    ]),
    path,
    kind: tree.kind,
    level: product.level,
    platform: product.platform,
    sensingTime:
      [granule?.sensingTime, product.sensingTime].find((time) => time && !Number.isNaN(Date.parse(time))) ?? null,
    tile,
    relativeOrbit: product.relativeOrbit,
    baseline: product.baseline,
    granules: choices.map(({ name }) => name),
    granule: choice.name,
    epsg: granule?.epsg ?? null,
    grids: granule?.grids ?? {},
    quantification: product.quantification,
    offsets: product.offsets,
    noDataDn: 0,
    saturatedDn: product.saturatedDn || 65_535,
    sun: granule?.sun ?? null,
    view: granule?.view ?? {},
    footprint: choices.length > 1 && finest ? gridOutline(finest) : product.footprint,
    bands: Object.fromEntries(BAND_IDS.flatMap((band) => (files[band] ? [[band, files[band]]] : []))),
    masks: {
      scl: of('SCL'),
      cloudProbability: of('CLDPRB'),
      snowProbability: of('SNWPRB'),
      classification: of('CLASSI'),
      gmlClouds: gml ? () => readEntry(gml, MAX_GML_BYTES) : null,
    },
    trueColour: of('TCI'),
    preview: of('PVI')[0] ?? null,
  } satisfies Omit<Product, 'warnings' | 'close'>;
  return {
    ...opened,
    warnings: [
      ...metadataWarnings(tree, product, found.product.path, granule),
      ...warnings,
      ...scopeWarnings(opened, {
        noDataPercent: granule?.noDataPercent ?? null,
        snowPercent: granule?.snowPercent ?? null,
      }),
    ],
    close: () => tree.close(),
  };
}
