import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Where pictures go for people to look at; none are taken otherwise. */
const PICTURES = process.env.NEPHOSCOPE_PICTURES;

/** Takes pictures of what the window shows, dark and light, wide and small, where they are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  const size = page.viewportSize()!;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.locator('html').evaluate((html, theme) => {
      html.dataset.mantineColorScheme = theme;
    }, colorScheme);
    for (const [width, height] of [
      [1920, 1080],
      [1280, 800],
      [960, 540],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.locator('html').evaluate((html) => {
    html.dataset.mantineColorScheme = 'dark';
  });
  await page.setViewportSize(size);
}
