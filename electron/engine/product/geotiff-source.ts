import type { GeoTIFF } from 'geotiff';
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
    return await GeoTIFF.fromSource(tiffSource);
  } catch (cause) {
    if (cause instanceof ProductError) throw cause;
    throw new ProductError(`${source.name} is not a readable TIFF.`, {
      file: source.name,
      remedy: 'Export the raster again.',
      cause,
    });
  }
}
