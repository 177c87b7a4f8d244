import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

type Theme = 'dark' | 'light';

/** The theme that the window shows. */
export async function themeOf(page: Page): Promise<Theme> {
  return (await page.locator('html').getAttribute('data-mantine-color-scheme')) === 'light' ? 'light' : 'dark';
}

/** Changes the theme in the application's settings, of which every window hears, as it stands: dialogs stay open. */
export async function changeTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(async (wanted) => {
    const settings = await (await fetch('./api/settings')).json();
    await fetch('./api/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...settings, theme: wanted }),
    });
  }, theme);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
}

/** Shows the window in a theme from its beginning. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await changeTheme(page, theme);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
}
