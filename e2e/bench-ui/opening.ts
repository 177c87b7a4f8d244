import { basename } from 'node:path';
import { expect, type Page } from '@playwright/test';

export interface Opening {
  readonly imageMilliseconds: number;
  /** First part of the preview mask, and all of it. */
  readonly maskBeginMilliseconds: number;
  readonly maskMilliseconds: number;
}

const LONGEST = 180_000;

/** Opens a product from the file list; times count from the double click on it. */
export async function measureOpening(page: Page, product: string): Promise<Opening> {
  await page.getByRole('button', { name: 'Open product' }).last().click();
  await page.getByRole('option', { name: basename(product) }).dblclick();
  await page.waitForFunction(
    () => globalThis.probe.imageAt !== null && globalThis.probe.masks.some(({ fraction }) => fraction === 1),
    undefined,
    { timeout: LONGEST, polling: 250 },
  );
  return page.evaluate(() => {
    const { events, imageAt, masks } = globalThis.probe;
    const begin = events.dblclick ?? 0;
    return {
      imageMilliseconds: (imageAt ?? Number.NaN) - begin,
      maskBeginMilliseconds: (masks[0]?.at ?? Number.NaN) - begin,
      maskMilliseconds: (masks.find(({ fraction }) => fraction === 1)?.at ?? Number.NaN) - begin,
    };
  });
}

/** Computes the 20 m mask by its button, and says in how many seconds. */
export async function computeMask(page: Page): Promise<number> {
  const begin = Date.now();
  await page.getByRole('button', { name: 'Compute mask 20 m' }).click();
  await expect(page.getByRole('button', { name: 'Mask 20 m computed' })).toBeVisible({ timeout: 1_200_000 });
  return (Date.now() - begin) / 1000;
}
