import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { changeTheme, themeOf } from './theme.ts';

/** Sizes of the window that are looked at: a screen, a window on it, a laptop at 200 %. */
const LOOKS = [
  [1920, 1080],
  [1280, 800],
  [960, 540],
] as const;

/** Where pictures of journeys go for people to look at; none are taken otherwise. */
const PICTURES = process.env.NEPHOSCOPE_PICTURES;

/** Looks in a row, each some frames after the last, that find a map at rest: on a busy machine frames come late, and so do words. */
const QUIET_LOOKS = 3;

/** Waits until the map draws nothing any more: neither its image nor its mask. */
export async function isDrawnWhole(page: Page): Promise<void> {
  const said = page.getByText(/^(Drawing the mask|Reading the (image|picture))/);
  let quiet = 0;
  const look = async () => {
    await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    });
    await page.waitForTimeout(200);
    quiet = (await said.count()) === 0 ? quiet + 1 : 0;
    return quiet;
  };
  await expect.poll(look, { intervals: [0] }).toBeGreaterThanOrEqual(QUIET_LOOKS);
}

/** Takes pictures of what the window shows, in each theme and size, as `NAME-THEME-WIDTH.png`; the window is then as before. */
export async function takeLooks(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const size = page.viewportSize()!;
  const theme = await themeOf(page);
  for (const shown of ['dark', 'light'] as const) {
    await changeTheme(page, shown);
    for (const [width, height] of LOOKS) {
      await page.setViewportSize({ width, height });
      await isDrawnWhole(page);
      await page.screenshot({ path: join(folder, `${name}-${shown}-${width}.png`) });
    }
  }
  await changeTheme(page, theme);
  await page.setViewportSize(size);
}

/** Pictures of a state that a journey has reached, where they are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  await takeLooks(page, PICTURES, name);
}
