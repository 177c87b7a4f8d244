import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error, RasterError, throwIfCancelled } from '../core/errors.ts';
import { keepAnswers } from '../core/kept-answers.ts';
import { openJpeg2000 } from '../jpeg2000/image.ts';
import type { Samples } from '../jpeg2000/samples.ts';
import type { TileDecoder } from '../jpeg2000/tile-decoder.ts';
import { storedToDn } from '../product/stored-values.ts';
import { openTiffRaster } from '../product/tiff-raster.ts';
import type { RasterFile } from '../product/types.ts';
import type { BandSource } from './band.ts';
import { integrityOf } from './integrity.ts';
import { openZarrBand } from './zarr/zarr-band.ts';

/**
 * Opens a raster file of a product: reads headers only. Throws Jpeg2000Error where the file is malformed or breaks off
 * (a download that was not finished), RasterError where it is no such TIFF. Damaged tiles are met when they are read.
 */
export async function openBand(file: RasterFile, decoder: TileDecoder): Promise<BandSource> {
  if (file.format === 'zarr') return openZarrBand(file, decoder);
  const source = await file.open();
  try {
    if (file.format === 'geotiff') return await openTiffBand(file, source);
    const image = await openJpeg2000(source, decoder);
    if (image.breaksOff)
      throw new Jpeg2000Error(`Only ${image.wholeTiles} of its ${image.tiles} tiles are there.`, {
        file: source.name,
        remedy: 'The file is truncated; download it again.',
      });
    const asDnSamples = (samples: Samples) =>
      samples instanceof Uint16Array ? samples : Uint16Array.from(samples, (value) => Math.max(0, value));
    return {
      name: image.name,
      bytes: source.size,
      width: image.width,
      height: image.height,
      components: image.components,
      levels: image.levels,
      sizeAt: image.sizeAt,
      async readWindow(window, options = {}) {
        return asDnSamples(await image.readWindow(window, options));
      },
      exact: {
        tilesIn: image.tilesIn,
        cellPixels: image.cellPixels,
        isFlat: image.isFlat,
        readAreas: async (...asked) => asDnSamples(await image.readAreas(...asked)),
      },
      integrity: integrityKept(file, source),
      isAltered: source.isAltered === true,
      close: image.close,
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function integrityKept(file: RasterFile, source: ByteSource): BandSource['integrity'] {
  const kept = keepAnswers(() => integrityOf(file, source));
  return () => kept.get(file);
}

async function openTiffBand(file: RasterFile, source: ByteSource): Promise<BandSource> {
  const raster = await openTiffRaster(source, source.name, file.warp);
  const size = { width: raster.width, height: raster.height };
  const about = raster.about[file.index];
  if (!about) throw new RasterError(`Plane ${file.index + 1} of ${raster.planes} is asked for.`, { file: source.name });
  const masked = about.mask !== null && !(about.mask === 'alpha' && file.ignoresAlpha);
  return {
    name: source.name,
    bytes: source.size,
    ...size,
    components: 1,
    levels: 0,
    exact: null,
    integrity: integrityKept(file, source),
    sizeAt: () => size,
    async readWindow(window, { reduce = 0, signal } = {}) {
      throwIfCancelled(signal);
      if (reduce !== 0) throw new RasterError(`${reduce} halvings of 0 are asked for.`, { file: source.name });
      const [values, mask] = await Promise.all([
        raster.read(file.index, window),
        masked ? raster.readMask(file.index, window) : null,
      ]);
      throwIfCancelled(signal);
      return storedToDn(values, mask, about.noData, file.toDn);
    },
    async close() {
      await raster.close();
      await source.close();
    },
  };
}
