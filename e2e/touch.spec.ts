import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';

type Point = readonly [x: number, y: number];

/** Fingers on the window, as Chromium makes pointer events of them. */
async function fingers(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  return {
    /** Moves each finger along its line. */
    async drag(...lines: readonly (readonly [from: Point, to: Point])[]) {
      const at = (share: number) =>
        lines.map(([[x, y], [toX, toY]]) => [x + share * (toX - x), y + share * (toY - y)] as const);
      await send('touchStart', at(0));
      for (let step = 1; step <= 8; step++) {
        await send('touchMove', at(step / 8));
        await page.waitForTimeout(30);
      }
      await send('touchEnd', []);
    },
    async tap(at: Point) {
      await send('touchStart', [at]);
      await send('touchEnd', []);
    },
  };
}

test('a map is moved, a slider set and a mask corrected by fingers', async ({ window: { page } }) => {
  await openSample(page);
  const { drag, tap } = await fingers(page);
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!;
  const at = (x: number, y: number): Point => [box.x + box.width * x, box.y + box.height * y];
  const scale = page.locator('.scale-field');
  const before = await scale.textContent();
  await drag([at(0.45, 0.5), at(0.3, 0.5)], [at(0.55, 0.5), at(0.7, 0.5)]);
  await expect(scale).not.toHaveText(before ?? '');

  const slider = page.getByRole('slider', { name: 'Cloud confidence', exact: true });
  const thumb = (await slider.boundingBox())!;
  const middle: Point = [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
  const valueBefore = (await slider.getAttribute('aria-valuenow'))!;
  await drag([middle, [middle[0] + 40, middle[1]]]);
  await expect(slider).not.toHaveAttribute('aria-valuenow', valueBefore);

  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('e');
  const count = page.getByRole('group', { name: 'Corrections by hand' }).getByText(/^(\d+|none)$/);
  await expect(count).toHaveText('none');
  await drag([at(0.4, 0.4), at(0.6, 0.5)]);
  await expect(count).toHaveText('1');
  await tap(at(0.3, 0.6));
  await expect(count).toHaveText('2');
  // Two fingers move the map and paint nothing.
  const painted = await scale.textContent();
  await drag([at(0.3, 0.5), at(0.45, 0.5)], [at(0.7, 0.5), at(0.55, 0.5)]);
  await expect(scale).not.toHaveText(painted ?? '');
  await expect(count).toHaveText('2');
});
