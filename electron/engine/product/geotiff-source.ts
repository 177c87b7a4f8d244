import type { GeoTIFF, GeoTIFFImage } from 'geotiff';
import type { ByteSource } from '../core/bytes.ts';
import { ProductError } from '../core/errors.ts';

type TiffSource = Parameters<typeof GeoTIFF.fromSource>[0];

/** A single read of more than this is no header, no strip and no tile of a Sentinel-2 stack. */
const MAX_SLICE_BYTES = 1 << 30;

/**
 * Opens a TIFF over any byte source (a file, an entry of a zip). Reads past the end give what is there.
 *
 * @throws ProductError when it is no TIFF
 */
export async function openGeoTiff(source: ByteSource): Promise<GeoTIFF> {
  const fetchSlice: TiffSource['fetchSlice'] = async ({ offset, length }) => {
    const available = Math.max(0, Math.min(length, source.size - offset));
    if (available > MAX_SLICE_BYTES) {
      throw new ProductError(`${source.name} asks for ${available} bytes at once; its structure is damaged.`, {
        file: source.name,
        remedy: 'Export the raster again.',
      });
    }
    const bytes = await source.read(Math.min(offset, source.size), available);
    return { offset, length: bytes.length, data: bytes.buffer };
  };
  const tiffSource: TiffSource = {
    fetchSlice,
    fetch: (slices) => Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data)),
    fileSize: source.size,
    close: () => source.close(),
  };
  try {
    // Most products hold no TIFF, and loading the library takes a twentieth of a second.
    const { GeoTIFF } = await import('geotiff');
    const tiff = await GeoTIFF.fromSource(tiffSource);
    const { getImage } = tiff;
    tiff.getImage = async (index) => {
      const image = await getImage.call(tiff, index);
      if (!tiff.littleEndian) await mendLongArrays(image, source);
      return image;
    };
    return tiff;
  } catch (cause) {
    if (cause instanceof ProductError) throw cause;
    throw new ProductError(`${source.name} is not a readable TIFF.`, {
      file: source.name,
      remedy: 'Export the raster again.',
      cause,
    });
  }
}

/** Bytes of a value by TIFF's field type (TIFF 6.0, BigTIFF). */
const FIELD_BYTES: Readonly<Record<number, 2 | 4 | 8>> = { 3: 2, 4: 4, 16: 8 };

/**
 * Puts the places and lengths of a big-endian file's strips and tiles right: geotiff.js 3.0.5 takes every array that it
 * loads late for little-endian (mended in its pull request 536).
 */
async function mendLongArrays(image: GeoTIFFImage, source: ByteSource): Promise<void> {
  const { deferredArrays, actualizedFields } = image.getFileDirectory();
  for (const [tag, { fieldType, length, arrayOffset }] of [...deferredArrays]) {
    const size = FIELD_BYTES[fieldType as number];
    if (size === undefined) continue;
    const bytes = await source.read(arrayOffset, length * size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = Array.from({ length }, (_, k) =>
      size === 2 ? view.getUint16(2 * k) : size === 4 ? view.getUint32(4 * k) : Number(view.getBigUint64(8 * k)),
    );
    actualizedFields.set(tag, values);
    deferredArrays.delete(tag);
  }
}
