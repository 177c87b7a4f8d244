import { readFile, stat } from 'node:fs/promises';
import type { GeoTIFFImage } from 'geotiff';
import type { ByteSource } from '../core/bytes.ts';
import { ProductError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { gdalFile, type Samples } from '../gdal/read.ts';
import type { GdalFile, PictureSize } from '../gdal/read-messages.ts';
import { openGeoTiff } from './geotiff-source.ts';
import { openWithGdal, undecodable } from './tiff-gdal.ts';
import { maskedByPlane, maskPlane, planesByTags, type TiffReading } from './tiff-planes.ts';
import { gdalDecodes, requireGeotiffJs, type TiffStructure, tiffStructure } from './tiff-structure.ts';

/** A TIFF with random access to the exact values of its samples, whatever their type, coding and byte order. */
export interface TiffRaster extends TiffStructure, TiffReading {
  readonly name: string;
  /** The tags. */
  readonly image: GeoTIFFImage;
}

/**
 * Opens a TIFF. GDAL reads it where it lies on the disk and GDAL has the codec; otherwise geotiff.js does, if the file
 * is of a kind that it decodes rightly. The source stays the caller's to close.
 *
 * @param warp where given, the raster is laid on a grid of another system; GDAL only
 *
 * @throws ProductError when the file is damaged or of a kind that neither reads, with a command that helps
 */
export async function openTiffRaster(source: ByteSource, file: string, warp?: GdalFile['warp']): Promise<TiffRaster> {
  const image = await (await openGeoTiff(source)).getImage(0);
  const structure = await tiffStructure(image, file);
  const base = { ...structure, name: file, image };
  if (source.path !== undefined && gdalDecodes(structure)) {
    const own = await openWithGdal(await gdalFile(source.path), structure, file);
    if (!warp) return { ...base, ...own };
    // What is laid on another grid keeps neither the names of its planes nor what they tell.
    const warped = await openWithGdal(await gdalFile(source.path, warp), structure, file);
    const about = own.about.map((plane) => ({ ...plane, mask: plane.mask ?? ('warp' as const) }));
    return { ...base, ...own, ...warped, about, metadata: own.metadata };
  }
  requireGeotiffJs(structure, file);
  if (warp) {
    throw new ProductError(`${file} cannot be laid on another grid in this coding or from a zip.`, {
      file,
      remedy: 'Convert it, unpacked: gdalwarp -t_srs EPSG:CODE -tr 10 10 in.tif out.tif, with the code of its UTM zone',
    });
  }
  if (await hasMask(source)) {
    throw new ProductError(`${file} has a mask of missing pixels, which is not read in this coding or from a zip.`, {
      file,
      remedy: 'Convert it, unpacked: gdal_translate -co COMPRESS=DEFLATE in.tif out.tif',
    });
  }
  await refuseUnreadBeside(source.path, file);
  const about = maskedByPlane(await planesByTags(image, structure, file));
  const readPlane = async (
    plane: number,
    { column, row, width, height }: Window,
    size?: PictureSize,
  ): Promise<Samples> => {
    const window = [column, row, column + width, row + height];
    const [values] = await image
      .readRasters({ window, samples: [plane], interleave: false, ...size })
      .catch(undecodable(file));
    return values as unknown as Samples;
  };
  return {
    ...base,
    about,
    metadata: {},
    geoTransform: null,
    wkt: null,
    centre: null,
    overviews: [],
    read: readPlane,
    readMask: async (plane, window, size) =>
      about[plane]?.mask === 'alpha' ? readPlane(maskPlane(about), window, size) : null,
    async close() {},
  };
}

/** Transparency mask (TIFF 6.0, NewSubfileType). */
const MASK_SUBFILE = 4;

/** What a `.aux.xml` may say that changes pixels or their place; most hold statistics only. */
const TELLING = /<(NoDataValue|Scale|Offset|Description|SRS|GeoTransform)[ >]/;

/** @throws ProductError where a file beside a TIFF that GDAL does not decode here tells what its tags do not */
async function refuseUnreadBeside(path: string | undefined, file: string): Promise<void> {
  if (path === undefined) return;
  const tells = await readFile(`${path}.aux.xml`, 'utf8').then(
    (text) => TELLING.test(text),
    () => false,
  );
  const isMasked = await stat(`${path}.msk`).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!tells && !isMasked) return;
  throw new ProductError(`${file}${tells ? '.aux.xml' : '.msk'} beside ${file} is not read in this coding.`, {
    file,
    remedy: 'Convert it, so that it is in the file: gdal_translate -co COMPRESS=DEFLATE in.tif out.tif',
  });
}

async function hasMask(source: ByteSource): Promise<boolean> {
  const tiff = await openGeoTiff(source);
  const count = await tiff.getImageCount();
  for (let k = 1; k < count; k++) {
    const type = (await tiff.getImage(k)).getFileDirectory().getValue('NewSubfileType');
    if ((Number(type ?? 0) & MASK_SUBFILE) !== 0) return true;
  }
  return false;
}
