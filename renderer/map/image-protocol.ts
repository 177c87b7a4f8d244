import { addProtocol } from 'maplibre-gl';
import { ApiError } from '../api/client.ts';
import { askedImages } from '../state/milestones.ts';
import { takeTile } from './first-tiles.ts';
import { TILE_SIZE } from './image-url.ts';

const NOT_FOUND = 404;

let empty: Promise<ImageBitmap> | null = null;

/** A tile that shows nothing. */
export function emptyTile(): Promise<ImageBitmap> {
  empty ??= createImageBitmap(new ImageData(1, 1));
  return empty;
}

/** Lets the map take its image tiles from the engine as plain pixels: nothing is encoded or decoded on the way. */
export function addImageProtocol(): void {
  addProtocol('scene', async ({ url }, abort) => {
    const [product = ''] = url.slice('scene://'.length).split('/');
    askedImages.reached(decodeURIComponent(product));
    const response = await takeTile(url, abort.signal).catch(nothingOfClosed);
    if (response === null) return { data: await emptyTile() };
    const bytes = new Uint8ClampedArray(await response.arrayBuffer());
    if (bytes.length === 0) return { data: await emptyTile() };
    return { data: await createImageBitmap(new ImageData(bytes, TILE_SIZE, TILE_SIZE), { premultiplyAlpha: 'none' }) };
  });
}

/** A product that was closed while its tiles were asked for has nothing to show, and who closed it knows. */
function nothingOfClosed(error: unknown): null {
  if (error instanceof ApiError && error.status === NOT_FOUND) return null;
  throw error;
}
