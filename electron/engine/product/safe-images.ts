import type { GridMetres } from '../core/bands.ts';
import { ProductError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { type FoundFiles, findBandFiles } from './band-files.ts';
import { findBandGrids } from './band-grids.ts';
import { datatakeOf } from './belonging.ts';
import { productChecksums } from './checksums.ts';
import { baseName, type FileEntry, type FileTree, folderOf, isUnder, readEntry } from './files.ts';
import type { SafeScene } from './safe-scene.ts';
import type { Product } from './types.ts';

/** The image files of a scene, and where they lie. */
export interface SafeImages extends FoundFiles {
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  readonly epsg: number | null;
  /** What is unusual about grids that the files themselves told; null otherwise. */
  readonly note: string | null;
}

/**
 * Finds the band and mask files of a scene. Its granule's metadata says where they lie, else the files do.
 *
 * @param path what the user chose
 * @throws ProductError where neither says, or the files lie on no grid of a tile
 */
export async function findImages(tree: FileTree, scene: SafeScene, path: string): Promise<SafeImages> {
  const { found, granule, problem, tile, listing, root } = scene;
  const granuleFolder = folderOfGranule(scene);
  const entries = scene.scenes.length > 1 ? scene.scene!.entries : found.entries;
  const own = granule === null ? await findBandGrids(entries, tile) : null;
  if (problem && Object.keys(own?.grids ?? {}).length === 0) throw problem;
  if (own?.problem) throw misplaced(own.problem, path);
  const grids = granule?.grids ?? own?.grids ?? {};
  const files = await findBandFiles({
    level: scene.product.level,
    entries,
    listed: listing?.images ?? [],
    root,
    granuleFolder,
    otherGranuleFolders: found.granules
      .map((entry) => folderOf(entry.path))
      .filter((folder) => folder !== granuleFolder),
    tile,
    datatake: found.product ? datatakeOf(scene.name) : null,
    grids,
    checksumOf: tree.isRemote ? async () => null : productChecksums(tree.entries, root),
    byPattern: !found.sharesFolder,
    byColour: found.product === null || listing === undefined || isConvertedOnly(entries),
  });
  return { ...files, grids, epsg: granule?.epsg ?? own?.epsg ?? null, note: own?.note ?? null };
}

const MAX_GML_BYTES = 64 * 1024 * 1024;

/** The cloud mask in GML that a scene before baseline 04.00 has; null where there is none. */
export function gmlCloudsOf(scene: SafeScene): Product['masks']['gmlClouds'] {
  const folder = folderOfGranule(scene);
  const gml = scene.found.entries.find(
    ({ path, size }) =>
      /(^|_)MSK_CLOUDS_.*\.gml$/i.test(baseName(path)) && (folder === null || isUnder(path, folder)) && size > 1,
  );
  return gml ? () => readEntry(gml, MAX_GML_BYTES) : null;
}

function folderOfGranule({ choice }: SafeScene): string | null {
  return choice.entry && folderOf(choice.entry.path);
}

function misplaced(problem: string, path: string): ProductError {
  return new ProductError(problem, {
    file: path,
    remedy:
      'Open one GeoTIFF of them, which is laid on its UTM zone as it is read: gdalbuildvrt -resolution highest -separate all.vrt *.tif, then gdal_translate all.vrt all.tif, with --bands in the order of the files. Or lay each on that zone, all with the same corners: gdalwarp -t_srs EPSG:326xx -r bilinear -tr 10 10 -te XMIN YMIN XMAX YMAX in.tif out.tif.',
  });
}

/** Whether a tree has no JPEG 2000 file: then its bands are somebody's, and go by names of theirs. */
function isConvertedOnly(entries: readonly FileEntry[]): boolean {
  return !entries.some((entry) => /\.jp2$/i.test(entry.path));
}
