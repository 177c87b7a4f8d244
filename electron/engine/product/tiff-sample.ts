import type { GeoTIFF, GeoTIFFImage } from 'geotiff';
import type { FileEntry } from './files.ts';
import { openGeoTiff } from './geotiff-source.ts';

/** Side of an overview that is read whole, or of a file without overviews. */
const MAX_SIDE = 1024;
/** Pieces of a large file without overviews, on its diagonal and beside it. */
const PIECES = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.5, 0.5],
  [0.2, 0.8],
  [0.8, 0.8],
] as const;
const PIECE_SIDE = 128;

/** The image of a file that is cheapest to look over: the largest that is not larger than {@link MAX_SIDE}. */
async function cheapestImage(tiff: GeoTIFF): Promise<GeoTIFFImage> {
  const full = await tiff.getImage(0);
  let best = full;
  for (let k = 1; k < (await tiff.getImageCount()); k++) {
    const image = await tiff.getImage(k);
    // Masks are images, too (NewSubfileType, TIFF 6.0).
    if ((Number(image.getFileDirectory().getValue('NewSubfileType') ?? 0) & 4) !== 0) continue;
    const isEnough = best !== full && Math.max(best.getWidth(), best.getHeight()) <= MAX_SIDE;
    if (!isEnough) best = image;
  }
  return best;
}

/**
 * Values of a single-band GeoTIFF spread over it, without zeros: an overview, or five pieces. For judging, not for
 * masking: overviews may be averages.
 */
export async function sampleTiff(entry: FileEntry): Promise<number[]> {
  const source = await entry.open();
  try {
    const image = await cheapestImage(await openGeoTiff(source));
    const [width, height] = [image.getWidth(), image.getHeight()];
    const windows =
      Math.max(width, height) <= MAX_SIDE
        ? [[0, 0, width, height]]
        : PIECES.map(([x, y]) => {
            const [left, top] = [Math.floor(x * (width - PIECE_SIDE)), Math.floor(y * (height - PIECE_SIDE))];
            return [left, top, left + PIECE_SIDE, top + PIECE_SIDE];
          });
    const values: number[] = [];
    for (const window of windows) {
      const [plane] = await image.readRasters({ window, samples: [0], interleave: false });
      for (const value of plane as ArrayLike<number> & Iterable<number>) if (value > 0) values.push(value);
    }
    return values;
  } finally {
    await source.close();
  }
}
