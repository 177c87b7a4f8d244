import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';
import { setTheme } from './theme.ts';

test('what is on, chosen and drawn is seen where the system gives all colours', async ({ window: { page } }) => {
  await openSample(page);
  const colour = (name: string) =>
    page.getByRole('button', { name, exact: true }).evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await colour('Mask')).not.toBe(await colour('Swipe line'));
  await expect(page.locator('.legend .swatch').first()).toHaveCSS('background-color', 'rgb(213, 94, 0)');
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog');
  const fill = (isChecked: boolean) =>
    dialog
      .getByRole('checkbox', { checked: isChecked })
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await fill(true)).not.toBe(await fill(false));
});

for (const theme of ['dark', 'light'] as const) {
  test(`no serious finding in the ${theme} theme`, async ({ window: { page } }) => {
    await page.getByRole('menuitem', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'Theme' }).click();
    await page.getByRole('menuitem', { name: 'Dark theme' }).waitFor();
    expect(await findings(page), 'menu within a menu').toEqual([]);
    await page.getByRole('menuitem', { name: theme === 'dark' ? 'Dark theme' : 'Light theme' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    expect(await findings(page), 'start').toEqual([]);
    await page.setViewportSize({ width: 960, height: 540 });
    expect(await findings(page), 'start in a low window').toEqual([]);
    // A window of 1280 x 720 at 200 %.
    await page.setViewportSize({ width: 640, height: 360 });
    await page.getByRole('menuitem', { name: 'View' }).click();
    await page.getByRole('menuitem', { name: 'Theme' }).hover();
    await expect(page.getByRole('menuitem', { name: 'Light theme' })).toBeInViewport({ ratio: 1 });
    expect(await findings(page), 'menu longer than the window').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('menuitem', { name: 'File' }).click();
    await expect(page.getByRole('menuitem', { name: 'Open product…' })).toBeVisible();
    expect(await findings(page), 'menu').toEqual([]);
    await page.keyboard.press('Escape');

    await openSample(page);
    expect(await findings(page), 'mask').toEqual([]);
    await page.getByRole('tab', { name: 'Compare' }).click();
    expect(await findings(page), 'compare').toEqual([]);
    await page.locator('.maplibregl-canvas').focus();
    await page.keyboard.press('Shift+P');
    await expect(page.getByText('Probabilities of pixel 1')).toBeVisible();
    expect(await findings(page), 'inspect').toEqual([]);
    await page.locator('.maplibregl-canvas').focus();
    await page.keyboard.press('b');
    await expect(page.getByRole('region', { name: 'Bands and contrast' })).toBeVisible();
    expect(await findings(page), 'image').toEqual([]);
    await page.getByRole('button', { name: 'Close bands and contrast' }).click();
    for (const [name, keys] of [
      ['export', 'Control+e'],
      ['go to', 'Control+g'],
      ['bookmarks', 'Control+b'],
      ['queue', 'q'],
      ['keys', '?'],
    ] as const) {
      await page.locator('.maplibregl-canvas').focus();
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findings(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  });
}

/** Contrast of two colours of the page, 1 to 21 (WCAG 2.2, contrast ratio). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = colour.match(/[\d.]+/g)!.map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

test('a switch that is off is seen in both themes', async ({ window: { page } }) => {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme);
    await page.keyboard.press('Control+,');
    const off = page.getByRole('switch', { name: 'Compute the 20 m mask at once' });
    await expect(off).not.toBeChecked();
    const [thumb, track] = await off.evaluate((input) => {
      const track = input.nextElementSibling!;
      return [track.querySelector('.mantine-Switch-thumb')!, track].map(
        (part) => getComputedStyle(part).backgroundColor,
      );
    });
    expect(contrast(thumb!, track!), theme).toBeGreaterThan(3);
    await page.keyboard.press('Escape');
  }
});

test('a window of 1440 x 900 at 200 % has its tools in one row, and all of the status bar', async ({
  window: { page },
}) => {
  await openSample(page, 'L1C');
  await page.setViewportSize({ width: 720, height: 450 });
  const map = (await page.locator('.maplibregl-canvas').boundingBox())!;
  await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
  await expect(page.getByText(/^[\d.]+° [NS]/)).toBeVisible();
  const middle = async (name: string | RegExp) => {
    const { y, height } = (await page.getByRole('toolbar').getByRole('button', { name }).boundingBox())!;
    return y + height / 2;
  };
  for (const name of ['True colour', 'Short-wave infrared']) {
    await page.getByRole('button', { name: /^Image:/ }).click();
    await page.getByRole('menuitem', { name }).click();
    const rows = [await middle('Open product'), await middle(/^Compute mask/), await middle('Export')].map(Math.round);
    expect(new Set(rows).size, `rows with ${name}`).toBe(1);
  }
  for (const [key, name] of [
    ['s', 'Swipe line'],
    ['d', 'Side by side'],
  ] as const) {
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press(key);
    await expect(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    const rows = [await middle(name), await middle('Image | mask'), await middle('Export')].map(Math.round);
    expect(new Set(rows).size, `rows with ${name}`).toBe(1);
  }
  await page.keyboard.press('d');
  await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
  const { scrollWidth, clientWidth } = await page
    .locator('.statusbar')
    .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  await expect(page.getByText(/^Engine \d/)).toBeInViewport({ ratio: 1 });
});
