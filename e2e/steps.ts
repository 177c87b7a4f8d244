import { expect, type Page } from '@playwright/test';
import { decode } from 'fast-png';

/** The percentage that the statistics show for a class; null while it is not there. */
export async function percent(page: Page, name: string): Promise<number | null> {
  const row = page
    .getByRole('region', { name: 'Mask, inspect, compare and label' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name, exact: true }) });
  const text = await row.getByRole('cell').nth(2).textContent();
  return text && /\d/.test(text) ? Number(/[\d.]+/.exec(text)![0]) : null;
}

/** Opens a built-in sample and waits for its preview mask. */
export async function openSample(page: Page, level: 'L1C' | 'L2A' = 'L2A'): Promise<void> {
  await page.getByRole('button', { name: `Open sample ${level}` }).click();
  await previewIsThere(page);
}

export async function previewIsThere(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Map', exact: true })).toBeVisible();
  await expect.poll(() => percent(page, 'Cloud'), { timeout: 60_000 }).not.toBeNull();
}

/** Share of the map's pixels that a test of red, green and blue holds for. */
export async function shareOfMap(
  page: Page,
  holds: (red: number, green: number, blue: number) => boolean,
): Promise<number> {
  // The legend has the colours of the classes, too.
  const style = '.legend { visibility: hidden }';
  const png = decode(await page.locator('.maplibregl-canvas').first().screenshot({ style }));
  let count = 0;
  const pixels = png.width * png.height;
  for (let index = 0; index < pixels; index++) {
    const at = index * png.channels;
    if (holds(png.data[at]!, png.data[at + 1]!, png.data[at + 2]!)) count++;
  }
  return count / pixels;
}

/** The vermilion of clouds at full strength, as it stands on their borders. */
export const isCloudBorder = (red: number, green: number, blue: number) =>
  Math.abs(red - 0xd5) < 12 && Math.abs(green - 0x5e) < 12 && blue < 14;

/** Anything that is not the empty ground of the map in the dark theme. */
export const isDrawn = (red: number, green: number, blue: number) => red + green + blue > 90;
