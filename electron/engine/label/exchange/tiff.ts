import { memorySource } from '../../product/byte-source.ts';
import { openGeoTiff } from '../../product/geotiff-source.ts';
import { LabelError } from '../documents.ts';

/** The first band of a GeoTIFF in memory. @throws LabelError that names it where it is none */
export async function readByteRaster(bytes: Uint8Array, path: string, file: string) {
  try {
    const image = await (await openGeoTiff(memorySource(path, bytes))).getImage();
    const [values] = (await image.readRasters({ samples: [0] })) as unknown as [ArrayLike<number>];
    return { width: image.getWidth(), height: image.getHeight(), values };
  } catch (cause) {
    throw new LabelError(`${path} cannot be read (${(cause as Error).message}).`, {
      file,
      remedy: 'Fetch the file again; it must be a whole GeoTIFF.',
      cause,
    });
  }
}
