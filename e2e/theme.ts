import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Sets the theme as the settings do, and shows the window anew in it. */
export async function setTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.evaluate(async (wanted) => {
    const settings = await (await fetch('./api/settings')).json();
    await fetch('./api/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...settings, theme: wanted }),
    });
  }, theme);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
}
