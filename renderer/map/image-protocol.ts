import { addProtocol } from 'maplibre-gl';
import { send } from '../api/client.ts';
import { TILE_SIZE } from './image-url.ts';

let empty: Promise<ImageBitmap> | null = null;

/** A tile that shows nothing. */
export function emptyTile(): Promise<ImageBitmap> {
  empty ??= createImageBitmap(new ImageData(1, 1));
  return empty;
}

/** Lets the map take its image tiles from the engine as plain pixels: nothing is encoded or decoded on the way. */
export function addImageProtocol(): void {
  addProtocol('scene', async ({ url }, abort) => {
    const response = await send(`/api/products/${url.slice('scene://'.length)}`, { signal: abort.signal });
    const bytes = new Uint8ClampedArray(await response.arrayBuffer());
    if (bytes.length === 0) return { data: await emptyTile() };
    return { data: await createImageBitmap(new ImageData(bytes, TILE_SIZE, TILE_SIZE), { premultiplyAlpha: 'none' }) };
  });
}
