import { expect, type Page } from '@playwright/test';
import { decode } from 'fast-png';
import type { Shell } from './fixtures.ts';

/** The percentage that the statistics show for a class, approximate or not; null while it is not there. */
export async function percent(page: Page, name: string): Promise<number | null> {
  const row = page
    .getByRole('region', { name: 'Mask, inspect, compare and label' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name, exact: true }) });
  const text = await row.getByRole('cell').nth(2).textContent();
  return text && /\d/.test(text) ? Number(/[\d.]+/.exec(text)![0]) : null;
}

/** The percentage once the statistics do not call it approximate, nor of a part of the mask. */
export async function exactPercent(page: Page, name: string): Promise<number> {
  const words = page.getByText(/^(While moving: approximate|Being counted anew|Of the \S+ % that are computed)\.$/);
  await expect.poll(async () => (await percent(page, name)) !== null && (await words.count()) === 0).toBe(true);
  return (await percent(page, name))!;
}

/** Waits until the project's file has all that was changed. */
export async function allIsKept(page: Page): Promise<void> {
  await expect(page.locator('.project-name .writing')).toHaveAccessibleName('All is kept');
}

/** Clicks corner by corner, at places of the window: slowly, since two quick ones are a double click. */
export async function clickCorners(page: Page, corners: readonly (readonly [x: number, y: number])[]): Promise<void> {
  for (const corner of corners) {
    await page.mouse.click(...corner);
    await page.waitForTimeout(350);
  }
}

/** In the dialog that exports: chooses the folder, by its path inside the root, and waits until the files are there. */
export async function exportInto({ page, answer }: Pick<Shell, 'page' | 'answer'>, folder: string): Promise<void> {
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), folder);
  await expect(page.getByText(/About .* free/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('listitem', { name: /export \d+ m: Done$/ })).toBeVisible();
}

/** Closes the one open product and opens it again by the list of recent ones. */
export async function closeAndOpenAgain(page: Page, name: RegExp): Promise<void> {
  await allIsKept(page);
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Close' }).click();
  await page.getByRole('button', { name }).first().click();
  await previewIsThere(page);
}

/** A picture of the map once it changes no more: two in a row are alike, and another than `before`. */
export async function pictureOfMap(page: Page, before?: Buffer): Promise<Buffer> {
  const take = () => page.locator('.maplibregl-canvas').first().screenshot();
  let last = await take();
  const isAtRest = async () => {
    const next = await take();
    const isSame = next.equals(last) && !(before && next.equals(before));
    last = next;
    return isSame;
  };
  await expect.poll(isAtRest, { intervals: [300] }).toBe(true);
  return last;
}

/** Opens a built-in sample and waits for its preview mask. */
export async function openSample(page: Page, level: 'L1C' | 'L2A' = 'L2A'): Promise<void> {
  await page.getByRole('button', { name: `Open sample ${level}` }).click();
  await previewIsThere(page);
}

export async function previewIsThere(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Map', exact: true })).toBeVisible();
  await exactPercent(page, 'Cloud');
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
