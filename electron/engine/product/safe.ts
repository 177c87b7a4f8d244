import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { BAND_IDS } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import { findBandFiles } from './band-files.ts';
import { findBandGrids } from './band-grids.ts';
import { datatakeOf } from './belonging.ts';
import { manifestChecksums, manifestOf } from './checksums.ts';
import { contentKey } from './content-key.ts';
import { baseName, type FileEntry, type FileTree, folderOf, isUnder, readEntry } from './files.ts';
import { chooseGranule, type GranuleChoice, listGranules } from './granule-choice.ts';
import { tileOf } from './granule-metadata.ts';
import { readGranule, strayProblem } from './granule-reading.ts';
import { commonLayerOf, type Layer, layerOf } from './layers.ts';
import { looseScenes } from './loose-files.ts';
import { findMetadata } from './metadata-files.ts';
import { metadataWarnings } from './metadata-warnings.ts';
import { commonTags, impossibleIn } from './pixel-evidence.ts';
import { readProductMetadata } from './product-metadata.ts';
import { decideRadiometry } from './radiometry.ts';
import { gridOutline, scopeWarnings } from './scope.ts';
import { seenAt } from './seen-at.ts';
import { findStacItem } from './stac-item.ts';
import type { OpenProductOptions, Product, ProductWarning, RasterFile } from './types.ts';
import { chooseScene, undeclared } from './undeclared.ts';
import { readXml } from './xml.ts';

const MAX_GML_BYTES = 64 * 1024 * 1024;

function identityKey(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/**
 * Opens a SAFE product from its tree of files, or what is left of one: without its granule metadata, or nothing but
 * band files, as catalogues of single files give them.
 *
 * @param path what the user chose
 * @param chosen path inside the tree of the metadata file that the user chose, if it was one
 * @throws ProductError when it is no Level-1C or Level-2A product, or its metadata is unusable, or nothing tells how the
 *   pixels are to be read
 */
export async function openSafe(
  tree: FileTree,
  path: string,
  chosen: string | null,
  options: OpenProductOptions,
): Promise<Product> {
  const found = await findMetadata(tree, chosen);
  const given = options.stack ?? {};
  const root = found.product ? folderOf(found.product.path) : '';
  const folderName = (baseName(root) || basename(chosen === null ? path : dirname(path))).replace(/\.(SAFE|zip)$/i, '');
  const item = await findStacItem(found.entries);
  const scenes = found.product ? [] : looseScenes(found.entries, path);
  const scene = found.product ? null : chooseScene(scenes, options.granule, path);
  const productXml = found.product && (await readXml(found.product));
  const declared =
    found.product && productXml ? readProductMetadata(productXml.node, found.product.path, folderName) : null;
  const productFile = found.product?.path ?? null;

  const isByScene = found.product === null && (scenes.length > 1 || found.granules.length === 0);
  const choices = isByScene
    ? scenes.map(({ name, tile }): GranuleChoice => ({ name, tile, entry: null }))
    : listGranules(found.granules, root, declared?.granules ?? []);
  const choice = isByScene ? choices[scenes.indexOf(scene!)]! : chooseGranule(choices, options.granule, path);
  const read = choice.entry ? await readGranule(choice.entry) : null;
  const stray = read?.granule
    ? strayProblem(read.granule, declared?.uri ?? folderName, choices.length, choice.entry!.path)
    : null;
  const problem = read?.problem ?? stray;
  const granule = stray ? null : (read?.granule ?? null);
  const product = declared ?? undeclared({ scene: scene!, path, item, granule, given: given.level });
  const tile = granule?.tile ?? choice.tile ?? scene?.tile ?? tileOf(product.uri ?? folderName) ?? item?.tile ?? null;
  const listing =
    product.granules.find((entry) => entry.id === granule?.id || entry.id === choice.name) ??
    product.granules.find((entry) => tile !== null && tileOf(entry.id) === tile) ??
    (product.granules.length === 1 ? product.granules[0] : undefined);

  const granuleFolder = choice.entry && folderOf(choice.entry.path);
  const entries = scenes.length > 1 ? scene!.entries : found.entries;
  const own = granule === null ? await findBandGrids(entries, tile) : null;
  if (problem && Object.keys(own?.grids ?? {}).length === 0) throw problem;
  if (granule === null && own?.problem) throw misplaced(own.problem, path);
  const grids = granule?.grids ?? own?.grids ?? {};
  const { files, converted, warnings } = await findBandFiles({
    level: product.level,
    entries,
    listed: listing?.images ?? [],
    root,
    granuleFolder,
    otherGranuleFolders: found.granules
      .map((entry) => folderOf(entry.path))
      .filter((folder) => folder !== granuleFolder),
    tile,
    datatake: found.product ? datatakeOf(product.uri ?? folderName) : null,
    grids,
    checksumOf: tree.isRemote ? async () => null : manifestChecksums(tree.entries, root),
    byPattern: !found.sharesFolder,
    byColour: found.product === null || listing === undefined || isConvertedOnly(entries),
  });
  const { note: radiometryNote, ...radiometry } = await decideRadiometry(
    {
      level: product.level,
      baseline: product.baseline,
      file: productFile && baseName(productFile),
      name: path,
      metadata: declared,
      item,
      tags: commonTags(converted),
      isHls: scene?.isHls ?? false,
      isConverted: converted.length > 0,
      impossible: (offsetDn) => impossibleIn(converted, offsetDn),
    },
    given,
  );

  const of = (layer: Layer): readonly RasterFile[] => files[layer] ?? [];
  const gml = found.entries.find(
    (entry) =>
      /(^|_)MSK_CLOUDS_.*\.gml$/i.test(baseName(entry.path)) &&
      (granuleFolder === null || isUnder(entry.path, granuleFolder)) &&
      entry.size > 1,
  );
  const rasters = Object.values(files).flat();
  const entryOf = new Map(found.entries.map((entry) => [entry.path, entry]));
  // The list of checksums, too: what was said of files by a damaged one is not said any more when it was mended.
  const list = tree.isRemote ? undefined : manifestOf(tree.entries, root);
  const used = [found.product, choice.entry, list, ...rasters.map((file) => entryOf.get(file.path))].filter(
    (entry): entry is FileEntry => entry !== null && entry !== undefined,
  );
  const finest = grids[10] ?? grids[20] ?? grids[60];
  const told = [granule?.sensingTime, item?.sensingTime, product.sensingTime].find(
    (time) => time && !Number.isNaN(Date.parse(time)),
  );
  const seen = seenAt({
    sun: granule?.sun ?? null,
    told: told ?? null,
    isExact: told === granule?.sensingTime || told === item?.sensingTime,
    isDayOnly: scene?.isDayOnly ?? false,
    grid: finest ?? null,
  });
  const known = new Set(tree.entries.map((entry) => entry.path));
  const stamped = new Map(found.entries.filter(isWatched).map((entry) => [entry.path, entry.stamp]));
  const opened = {
    id: product.uri ?? folderName,
    key: identityKey([
      productXml?.bytes ?? '',
      read?.bytes ?? '',
      choice.name,
      ...rasters.map((file) => `${file.name}:${entryOf.get(file.path)?.size}`).sort(),
    ]),
    contentKey: await contentKey([choice.name, radiometry.quantification, radiometry.offsets, grids, seen.sun], used),
    path,
    kind: tree.kind,
    level: product.level,
    platform: product.platform,
    sensingTime: seen.time,
    tile,
    relativeOrbit: product.relativeOrbit ?? item?.relativeOrbit ?? null,
    baseline: product.baseline,
    granules: choices.map(({ name }) => name),
    granule: choice.name,
    epsg: granule?.epsg ?? own?.epsg ?? null,
    grids,
    quantification: radiometry.quantification,
    offsets: radiometry.offsets,
    radiometrySource: radiometry.source,
    noDataDn: 0,
    saturatedDn: product.saturatedDn || 65_535,
    sun: seen.sun,
    view: granule?.view ?? {},
    footprint: (choices.length > 1 || product.footprint === null) && finest ? gridOutline(finest) : product.footprint,
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
  } satisfies Omit<Product, 'warnings' | 'changedFiles' | 'close'>;
  const notes = [
    found.product
      ? null
      : `There is no product metadata (MTD_MSIL*.xml): what is known comes from names${item ? ` and ${item.path}` : ''}.`,
    scenes.length > 1 ? `${tree.name} holds band files of ${scenes.length} scenes; ${choice.name} is open.` : null,
    granule === null
      ? [problem?.message ?? 'The granule metadata (MTD_TL.xml) is not there.', own?.note].filter(Boolean).join(' ')
      : null,
    radiometryNote,
    seen.note,
  ];
  return {
    ...opened,
    warnings: [
      ...notes.flatMap((message): ProductWarning[] =>
        message ? [{ code: 'metadata', message, file: productFile ?? path }] : [],
      ),
      ...metadataWarnings(tree, product, productFile, radiometry.quantification),
      ...warnings,
      ...scopeWarnings(opened, {
        noDataPercent: granule?.noDataPercent ?? null,
        snowPercent: granule?.snowPercent ?? null,
      }),
    ],
    async changedFiles() {
      const now = await tree.stamps();
      const changed = [...stamped].filter(([file, stamp]) => now.get(file) !== stamp).map(([file]) => file);
      const added = [...now.keys()].filter((file) => isWatched({ path: file }) && !known.has(file));
      return tree.kind === 'zip' ? changed : [...changed, ...added];
    },
    close: () => tree.close(),
  };
}

function misplaced(problem: string, path: string): ProductError {
  return new ProductError(problem, {
    file: path,
    remedy:
      'Lay the band files on their UTM zone (gdalwarp -t_srs EPSG:326xx -tr 10 10 in.tif out.tif); or open one GeoTIFF of them, which is laid on it as it is read (gdalbuildvrt -separate all.vrt *.tif, then gdal_translate all.vrt all.tif, with --bands in the order of the files).',
  });
}

/** Files whose change changes a product: metadata and what by its name is an image of it. */
function isWatched({ path }: { readonly path: string }): boolean {
  return (
    layerOf(path) !== null || commonLayerOf(path) !== null || /(MTD|metadata)[^/]*\.xml$|manifest\.safe$/i.test(path)
  );
}

/** Whether a tree has no JPEG 2000 file: then its bands are somebody's, and go by names of theirs. */
function isConvertedOnly(entries: readonly FileEntry[]): boolean {
  return !entries.some((entry) => /\.jp2$/i.test(entry.path));
}
