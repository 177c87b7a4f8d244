import { posix } from 'node:path';
import { type Dataset, type GdalLibrary, RASTER } from './library.ts';
import type { GdalFile } from './read-messages.ts';
import { warpNoDataOptions } from './warp-no-data.ts';

/** Rasters of the disk that stay open with what GDAL has decoded of them. */
export interface Datasets {
  /** Opens a file, laid on another system where it is to be. */
  of(file: GdalFile): Dataset;
  /** Closes what is open of a file. */
  release(file: GdalFile): void;
}

const OPEN_DATASETS = 16;

/** @param warped where what is laid on another system lies in GDAL's file system */
export function createDatasets(gdal: GdalLibrary, warped: string): Datasets {
  const inside = createMounts(gdal);
  /** Of each file the dataset that is read, and what it is made of. */
  const open = new Map<string, readonly Dataset[]>();
  const nameOf = ({ path, warp }: GdalFile) => JSON.stringify([path, warp]);

  const close = (stamped: string): void => {
    for (const dataset of open.get(stamped) ?? []) gdal.close(dataset);
    open.delete(stamped);
  };
  const release = (file: GdalFile): void => {
    for (const other of [...open.keys()]) if (other.startsWith(`${nameOf(file)} `)) close(other);
  };
  return {
    of(file) {
      const stamped = `${nameOf(file)} ${file.stamp}`;
      const known = open.get(stamped);
      if (known) {
        open.delete(stamped);
        open.set(stamped, known);
        return known[0]!;
      }
      release(file);
      const source = gdal.open(inside(file.path), RASTER, 'Opening');
      const datasets = file.warp ? [warp(gdal, source, file.warp, warped), source] : [source];
      open.set(stamped, datasets);
      if (open.size > OPEN_DATASETS) close(open.keys().next().value!);
      return datasets[0]!;
    },
    release,
  };
}

/** Tells where a file of the disk appears inside GDAL's file system. */
function createMounts(gdal: GdalLibrary): (path: string) => string {
  const folders = new Map<string, string>();
  return (path) => {
    const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const folder = path.slice(0, cut) || '/';
    let place = folders.get(folder);
    if (place === undefined) {
      place = `/folder-${folders.size}`;
      gdal.mount(folder.endsWith(':') ? `${folder}\\` : folder, place);
      folders.set(folder, place);
    }
    return posix.join(place, path.slice(cut + 1));
  };
}

function warp(
  gdal: GdalLibrary,
  source: Dataset,
  { epsg, pixelMetres, isCodes }: NonNullable<GdalFile['warp']>,
  output: string,
): Dataset {
  const size = String(pixelMetres);
  const target = ['-of', 'VRT', '-t_srs', `EPSG:${epsg}`, '-tr', size, size, '-tap'];
  const noData = warpNoDataOptions(JSON.parse(gdal.info(source, 'raster')));
  const warped = gdal.warp(source, output, [...target, '-r', isCodes ? 'near' : 'bilinear', ...noData]);
  if (warped === 0) throw gdal.failure('Warping');
  return warped;
}
