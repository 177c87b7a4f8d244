import { afterEach, expect, it, vi } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import type { ImageLook } from '../state/scene.ts';
import { askFirstTiles, firstTiles, takeTile } from './first-tiles.ts';
import { imageTiles } from './image-url.ts';

const square = (west: number): ProductDetail =>
  ({
    id: 'p1',
    contentKey: 'abcdefabcdefabcdef',
    corners: [
      [west, 1.1],
      [west + 1, 1.1],
      [west + 1, 0.1],
      [west, 0.1],
    ],
  }) as unknown as ProductDetail;
const SIZE = { width: 560, height: 700, ratio: 1 };
const LOOK: ImageLook = {
  ...{ visible: true, opacity: 1, bands: ['B04', 'B03', 'B02'] },
  ...{ min: [0, 0, 0], max: [0.3, 0.3, 0.3], gamma: 1 },
} as unknown as ImageLook;

afterEach(() => void vi.unstubAllGlobals());

it('names the tiles in the middle of a product that is shown whole', () => {
  const tiles = firstTiles(square(0.1), SIZE).map(({ z, x, y }) => `${z}/${x}/${y}`);
  expect(tiles[0]).toBe('9/256/255');
  expect(new Set(tiles)).toEqual(new Set(['9/256/255', '9/256/254', '9/257/255']));
  expect(firstTiles(square(0.1), { ...SIZE, ratio: 2 })[0]?.z).toBe(10);
  expect(firstTiles({ ...square(0.1), corners: null } as ProductDetail, SIZE)).toEqual([]);
  expect(firstTiles(square(179.5), SIZE)).toEqual([]);
});

it('asks for them once, and for those of a hidden image not at all', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL | string) => {
    asked.push(String(url));
    return new Response('pixels');
  });
  askFirstTiles(square(0.1), { ...LOOK, visible: false }, SIZE);
  expect(asked).toEqual([]);
  askFirstTiles(square(0.1), LOOK, SIZE);
  expect(asked).toHaveLength(3);
  const address = imageTiles('p1', 'abcdefabcdef', LOOK).replace('{z}/{x}/{y}', '9/256/255');
  const { signal } = new AbortController();
  expect(await (await takeTile(address, signal)).text()).toBe('pixels');
  expect(asked).toHaveLength(3);
  expect(await (await takeTile(address, signal)).text()).toBe('pixels');
  expect(asked).toHaveLength(4);
});
