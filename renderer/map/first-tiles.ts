import { send } from '../api/client.ts';
import type { ProductDetail } from '../api/types.ts';
import { HALF_WORLD_METRES, toMercator } from '../geo/mercator.ts';
import type { ImageLook } from '../state/scene.ts';
import { imageTiles, TILE_SIZE } from './image-url.ts';
import { FIT_PADDING, productBox } from './registry.ts';

/** As many as the map asks for at once, at least. */
const FIRST_TILES = 3;
/** A map that shows something else does not ask for them. */
const KEPT_MILLISECONDS = 5000;

/** A map's size in CSS pixels, and device pixels per CSS pixel. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The tiles nearest to the middle of a product that a map of some size shows whole, the nearest first: those that the map will
 * ask for first. None for a product without a place, or over the date line.
 */
export function firstTiles(product: ProductDetail, { width, height, ratio }: MapSize): readonly Tile[] {
  const box = productBox(product);
  if (!box || box[2] > 180) return [];
  const [west, south, east, north] = box;
  const world = 2 * HALF_WORLD_METRES;
  const [left, bottom] = toMercator(west, south).map((metres) => metres / world + 0.5) as [number, number];
  const [right, top] = toMercator(east, north).map((metres) => metres / world + 0.5) as [number, number];
  const room = (side: number) => Math.max(1, side - 2 * FIT_PADDING);
  const pixels = Math.min(room(width) / (right - left), room(height) / (top - bottom));
  const z = Math.max(0, Math.round(Math.log2(pixels / Math.round(TILE_SIZE / ratio))));
  const count = 2 ** z;
  const [x, y] = [((left + right) / 2) * count, (1 - (bottom + top) / 2) * count];
  const inside = (tile: number, from: number, to: number) => tile + 1 > from * count && tile < to * count;
  const tiles: (Tile & { readonly away: number })[] = [];
  for (const column of [-1, 0, 1])
    for (const row of [-1, 0, 1]) {
      const tile = { z, x: Math.floor(x) + column, y: Math.floor(y) + row };
      if (inside(tile.x, left, right) && inside(tile.y, 1 - top, 1 - bottom))
        tiles.push({ ...tile, away: Math.hypot(tile.x + 0.5 - x, tile.y + 0.5 - y) });
    }
  return tiles
    .sort((a, b) => a.away - b.away)
    .slice(0, FIRST_TILES)
    .map(({ away: _, ...tile }) => tile);
}

const begun = new Map<string, Promise<Response>>();

/**
 * Asks for the first tiles of a product's image before there is a map that does: the engine draws them while the window is put
 * together.
 */
export function askFirstTiles(product: ProductDetail, look: ImageLook, size: MapSize): void {
  if (look.bands.length === 0 || !look.visible) return;
  const address = imageTiles(product.id, product.contentKey.slice(0, 12), look);
  for (const tile of firstTiles(product, size)) {
    const path = pathOf(address.replace(/\{([xyz])\}/g, (_, axis: keyof Tile) => String(tile[axis])));
    const answer = send(path);
    // Whoever takes it is told how it failed.
    answer.catch(() => undefined);
    begun.set(path, answer);
    setTimeout(() => begun.delete(path), KEPT_MILLISECONDS);
  }
}

/** Of a tile as the map names it. */
const pathOf = (address: string) => `/api/products/${address.slice('scene://'.length)}` as const;

/** Asks for an image tile, where it was not asked for before. @param address as {@link imageTiles} gives it, filled in */
export function takeTile(address: string, signal: AbortSignal): Promise<Response> {
  const path = pathOf(address);
  const answer = begun.get(path) ?? send(path, { signal });
  begun.delete(path);
  return answer;
}
