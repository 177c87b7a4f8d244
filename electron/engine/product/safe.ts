import { createHash } from 'node:crypto';
import { BAND_IDS } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { manifestOf } from './checksums.ts';
import { contentKey } from './content-key.ts';
import { baseName, type FileEntry, type FileTree } from './files.ts';
import { commonLayerOf, layerOf } from './layers.ts';
import { metadataWarnings } from './metadata-warnings.ts';
import { commonTags, impossibleIn } from './pixel-evidence.ts';
import { decideRadiometry } from './radiometry.ts';
import { findImages, gmlCloudsOf, type SafeImages } from './safe-images.ts';
import { findScene, type SafeScene } from './safe-scene.ts';
import { gridOutline, scopeWarnings } from './scope.ts';
import { seenAt } from './seen-at.ts';
import type { OpenProductOptions, Product, ProductWarning } from './types.ts';

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
  const scene = await findScene(tree, path, chosen, options);
  const images = await findImages(tree, scene, path);
  const { note: radiometryNote, ...radiometry } = await radiometryOf(scene, images, path, options.stack ?? {});
  const { files, grids } = images;
  const finest = grids[10] ?? grids[20] ?? grids[60] ?? null;
  const { note: timeNote, ...seen } = timeAndSunOf(scene, finest);
  const opened = {
    ...sceneFacts(scene, finest),
    ...(await keysOf(tree, scene, images, [radiometry.quantification, radiometry.offsets, grids, seen.sun])),
    path,
    kind: tree.kind,
    sensingTime: seen.time,
    epsg: images.epsg,
    grids,
    quantification: radiometry.quantification,
    offsets: radiometry.offsets,
    radiometrySource: radiometry.source,
    sun: seen.sun,
    ...layersOf(files),
    masks: { ...masksOf(files), gmlClouds: gmlCloudsOf(scene) },
  } satisfies Omit<Product, 'warnings' | 'changedFiles' | 'close'>;
  const { product, productFile, granule } = scene;
  const notes = [...notesOf(tree, scene), radiometryNote, timeNote];
  return {
    ...opened,
    warnings: [
      ...granuleWarning(scene, images, path),
      ...notes.flatMap((message): ProductWarning[] =>
        message ? [{ code: 'metadata', message, file: productFile ?? path }] : [],
      ),
      ...metadataWarnings(tree, product, productFile, radiometry.quantification),
      ...images.warnings,
      ...scopeWarnings(opened, {
        noDataPercent: granule?.noDataPercent ?? null,
        snowPercent: granule?.snowPercent ?? null,
      }),
    ],
    changedFiles: watch(tree, scene.found.entries),
    close: () => tree.close(),
  };
}

/** What the metadata tell of the scene. */
function sceneFacts({ name, tile, product, item, granule, choice, choices }: SafeScene, finest: Grid | null) {
  return {
    id: name,
    level: product.level,
    platform: product.platform,
    tile,
    relativeOrbit: product.relativeOrbit ?? item?.relativeOrbit ?? null,
    baseline: product.baseline,
    granules: choices.map((one) => one.name),
    granule: choice.name,
    noDataDn: 0,
    saturatedDn: product.saturatedDn || 65_535,
    view: granule?.view ?? {},
    footprint: (choices.length > 1 || product.footprint === null) && finest ? gridOutline(finest) : product.footprint,
  };
}

/** A key of the product wherever it lies, and one of what its pixels are read from and how. */
async function keysOf(
  tree: FileTree,
  scene: SafeScene,
  { files }: SafeImages,
  reading: readonly unknown[],
): Promise<Pick<Product, 'key' | 'contentKey'>> {
  const { found, choice, metadataBytes } = scene;
  const entryOf = new Map(found.entries.map((entry) => [entry.path, entry]));
  const rasters = Object.values(files).flat();
  const sizes = rasters.map((file) => `${file.name}:${entryOf.get(file.path)?.size}`).sort();
  const used = usedFiles(
    tree,
    scene,
    rasters.map((file) => entryOf.get(file.path)),
  );
  return {
    key: identityKey([...metadataBytes, choice.name, ...sizes]),
    contentKey: await contentKey([choice.name, ...reading], used),
  };
}

function layersOf(files: SafeImages['files']): Pick<Product, 'bands' | 'trueColour' | 'preview'> {
  return {
    bands: Object.fromEntries(BAND_IDS.flatMap((band) => (files[band] ? [[band, files[band]]] : []))),
    trueColour: files.TCI ?? [],
    preview: files.PVI?.[0] ?? null,
  };
}

function masksOf(files: SafeImages['files']): Omit<Product['masks'], 'gmlClouds'> {
  return {
    scl: files.SCL ?? [],
    cloudProbability: files.CLDPRB ?? [],
    snowProbability: files.SNWPRB ?? [],
    classification: files.CLASSI ?? [],
  };
}

function radiometryOf(
  { product, productFile, declared, item, scene }: SafeScene,
  { converted }: SafeImages,
  path: string,
  given: NonNullable<OpenProductOptions['stack']>,
): ReturnType<typeof decideRadiometry> {
  return decideRadiometry(
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
      impossible: (offsetDn, quantification) => impossibleIn(converted, offsetDn, quantification),
    },
    given,
  );
}

/** When the scene was seen, and the sun then; the granule tells it best, then a STAC item, then the product. */
function timeAndSunOf({ granule, item, product, scene }: SafeScene, grid: Grid | null): ReturnType<typeof seenAt> {
  const told = [granule?.sensingTime, item?.sensingTime, product.sensingTime].find(
    (time) => time && !Number.isNaN(Date.parse(time)),
  );
  return seenAt({
    sun: granule?.sun ?? null,
    told: told ?? null,
    isExact: told === granule?.sensingTime || told === item?.sensingTime,
    isDayOnly: scene?.isDayOnly ?? false,
    grid,
  });
}

/** Hash of what tells one product from another. */
function identityKey(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** The files that decide what pixels are read. */
function usedFiles(
  tree: FileTree,
  { found, choice, root }: SafeScene,
  images: readonly (FileEntry | undefined)[],
): FileEntry[] {
  // The list of checksums, too: what was said of files by a damaged one is not said any more when it was mended.
  const list = tree.isRemote ? undefined : manifestOf(tree.entries, root);
  return [found.product, choice.entry, list, ...images].filter(
    (entry): entry is FileEntry => entry !== null && entry !== undefined,
  );
}

/** What of the scene came from elsewhere than its metadata, in words; null where nothing did. */
function notesOf(tree: FileTree, { productFile, item, scenes, choice }: SafeScene): (string | null)[] {
  return [
    productFile
      ? null
      : `There is no product metadata (MTD_MSIL*.xml): what is known comes from names${item ? ` and ${item.path}` : ''}.`,
    scenes.length > 1 ? `${tree.name} holds band files of ${scenes.length} scenes; ${choice.name} is open.` : null,
  ];
}

/** What is said where the granule's metadata cannot be used, of its file where that is there. */
function granuleWarning(
  { granule, problem, choice, productFile }: SafeScene,
  { note }: SafeImages,
  path: string,
): ProductWarning[] {
  if (granule !== null) return [];
  const why = problem?.message ?? 'The granule metadata (MTD_TL.xml) is not there.';
  const file = choice.entry?.path ?? productFile ?? path;
  return [{ code: 'metadata', message: note ? `${why} ${note}` : why, file }];
}

/** Notes how files that count are now; what is given back tells which have changed, gone or come since. */
function watch(tree: FileTree, entries: readonly FileEntry[]): Product['changedFiles'] {
  const known = new Set(tree.entries.map((entry) => entry.path));
  const stamped = new Map(entries.filter(isWatched).map((entry) => [entry.path, entry.stamp]));
  return async () => {
    const now = await tree.stamps();
    const changed = [...stamped].filter(([file, stamp]) => now.get(file) !== stamp).map(([file]) => file);
    const added = [...now.keys()].filter((file) => isWatched({ path: file }) && !known.has(file));
    return tree.kind === 'zip' ? changed : [...changed, ...added];
  };
}

/** Files whose change changes a product: metadata and what by its name is an image of it. */
function isWatched({ path }: { readonly path: string }): boolean {
  return (
    layerOf(path) !== null || commonLayerOf(path) !== null || /(MTD|metadata)[^/]*\.xml$|manifest\.safe$/i.test(path)
  );
}
