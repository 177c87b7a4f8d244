import type { Page } from '@playwright/test';
import { countFrames, settled } from './probe.ts';

const LONGEST = 30_000;
/** Ways to go, as shares of the map: each leads to ground that was not in view before. */
const WAYS = [
  [-0.4, 0],
  [0, -0.4],
  [-0.4, 0],
  [0, -0.4],
  [0.3, -0.4],
  [0.4, -0.2],
  [0.4, 0],
  [0.4, 0.2],
] as const;

/** Drags the map to new ground in one movement: from that to the last image tile that it asked for. */
export async function measurePanning(page: Page): Promise<number[]> {
  const map = page.locator('.maplibregl-canvas').first();
  const box = await map.boundingBox();
  if (!box) throw new Error('There is no map in the window.');
  const times: number[] = [];
  for (const [right, down] of WAYS) {
    const before = await countFrames(page, 'tiles');
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + Math.sign(right) * 4, from.y + Math.sign(down) * 4);
    await page.mouse.move(from.x + right * box.width, from.y + down * box.height);
    // The hand rests before it lets go, so that the map does not glide on.
    await page.waitForTimeout(200);
    await page.mouse.up();
    await settled(page, LONGEST);
    const time = await page.evaluate((count) => {
      const { tiles, events } = globalThis.probe;
      return tiles.length > count ? (tiles.at(-1)?.at ?? 0) - (events.pointermove ?? 0) : null;
    }, before);
    if (time !== null) times.push(Math.max(0, time));
  }
  return times;
}
