import { type Bounds, type MainHeader, reducedBounds, tileBounds } from './codestream.ts';

/** An image of at most so many pixels may be decoded in one go. */
export const MAX_WHOLE_PIXELS = 2 ** 20;
const MIN_TILE_PIXELS = 64 * 64;

/** ESA's previews have tiles of 8 x 8 pixels: such images are always decoded in one go. */
export function isTinyTiled(header: MainHeader): boolean {
  const tiny = header.tileWidth * header.tileHeight < MIN_TILE_PIXELS && countTiles(header) > 1;
  return tiny && sizeOf(header.image) <= MAX_WHOLE_PIXELS;
}

/** A header that says of the same image that it is a single tile. */
export function asOneTile(header: MainHeader): MainHeader {
  const { image } = header;
  return {
    ...header,
    tileOriginX: image.x0,
    tileOriginY: image.y0,
    tileWidth: image.x1 - image.x0,
    tileHeight: image.y1 - image.y0,
    tilesAcross: 1,
    tilesDown: 1,
  };
}

export function countTiles(header: MainHeader): number {
  return header.tilesAcross * header.tilesDown;
}

/** Pixels in bounds. */
export function sizeOf(bounds: Bounds): number {
  return (bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0);
}

/** Tiles that share pixels with `area`, which is on the reference grid after `reduce` halvings. */
export function tilesOf(header: MainHeader, reduce: number, area: Bounds): number[] {
  const scale = 2 ** reduce;
  const span = (low: number, high: number, origin: number, size: number, count: number) => {
    const first = Math.max(0, Math.floor(((low - 1) * scale + 1 - origin) / size));
    const last = Math.min(count - 1, Math.floor(((high - 1) * scale - origin) / size));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };
  const columns = span(area.x0, area.x1, header.tileOriginX, header.tileWidth, header.tilesAcross);
  const rows = span(area.y0, area.y1, header.tileOriginY, header.tileHeight, header.tilesDown);
  return rows
    .flatMap((row) => columns.map((column) => row * header.tilesAcross + column))
    .filter((tile) => {
      const tileArea = reducedBounds(tileBounds(header, tile), reduce);
      return (
        Math.min(tileArea.x1, area.x1) > Math.max(tileArea.x0, area.x0) &&
        Math.min(tileArea.y1, area.y1) > Math.max(tileArea.y0, area.y0)
      );
    });
}
