import type { Page, Request } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openSample, pictureOfMap } from './steps.ts';

const isView = (request: Request) => request.url().endsWith('/view');
const layerOf = (request: Request): string => request.postDataJSON().layer.kind;

/** Opens the sample and waits until the map has what it follows sliders by. */
async function openAtRest(page: Page): Promise<void> {
  const ahead = ['probabilities', 'reaches', 'area-changes'].map((kind) =>
    page.waitForResponse((response) => isView(response.request()) && layerOf(response.request()) === kind),
  );
  await openSample(page);
  for (const response of ahead) await (await response).finished();
}

/** Takes hold of a slider and moves it by a share of its track. */
async function drag(page: Page, name: string, share: number): Promise<void> {
  const thumb = page.getByRole('slider', { name, exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const from = (await thumb.boundingBox())!;
  const track = (await thumb.locator('xpath=../..').boundingBox())!;
  const y = from.y + from.height / 2;
  await page.mouse.move(from.x + from.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + track.width * share, y, { steps: 4 });
}

/** What the map says of its mask; the statistics beside it say of their own that they are approximate. */
const approximate = (page: Page) => page.getByText('While moving: approximate', { exact: true });
/** Long enough for what must not happen to be seen, where it is not slow. */
const A_WHILE = 500;

/** Opens at rest, then as {@link takePicture}. */
async function pictureAtRest(page: Page) {
  await openAtRest(page);
  return takePicture(page);
}

/** Takes a picture, and from then on notes which views are asked for. */
async function takePicture(page: Page) {
  const plain = await pictureOfMap(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (isView(request)) asked.push(layerOf(request));
  });
  return { plain, asked };
}

test('a threshold in motion is drawn by the graphics card as the engine draws it at rest, where shadows need no cloud', async ({
  window: { page },
}) => {
  await openAtRest(page);
  const anew = page.waitForResponse(
    (response) => isView(response.request()) && layerOf(response.request()) === 'probabilities',
  );
  await page.getByRole('checkbox', { name: /^Drop shadows without a cloud/ }).uncheck();
  await (await anew).finished();
  const { plain, asked } = await takePicture(page);
  await drag(page, 'Cloud confidence', 0.35);
  const moving = await pictureOfMap(page, plain);
  expect(asked).toEqual([]);
  await expect(approximate(page)).toHaveCount(0);

  const exact = page.waitForResponse((response) => isView(response.request()));
  await page.mouse.up();
  await (await exact).finished();
  await page.waitForTimeout(A_WHILE);
  expect((await pictureOfMap(page)).equals(moving)).toBe(true);
});

/** From now on counts draws of image tiles and of the sky, and bytes that textures are set to. */
const countDraws = (page: Page) =>
  page.evaluate(() => {
    const counts = { tiles: 0, sky: 0, bytes: 0 };
    Object.assign(globalThis, { counts });
    const gl = WebGL2RenderingContext.prototype;
    const { drawElements, texImage2D } = gl;
    gl.drawElements = function (...values) {
      const shaders = this.getAttachedShaders(this.getParameter(this.CURRENT_PROGRAM)) ?? [];
      const source = shaders.map((shader) => this.getShaderSource(shader)).join();
      if (source.includes('u_image0')) counts.tiles++;
      if (source.includes('u_sky_color')) counts.sky++;
      drawElements.apply(this, values);
    };
    gl.texImage2D = function (this: WebGL2RenderingContext, ...values: unknown[]) {
      const pixels = values.at(-1);
      if (ArrayBuffer.isView(pixels)) counts.bytes += pixels.byteLength;
      (texImage2D as (...all: unknown[]) => void).apply(this, values);
    } as typeof gl.texImage2D;
  });
const counted = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { counts: Record<'tiles' | 'sky' | 'bytes', number> }).counts);

test('a threshold in motion repaints the overlay alone, and the image beneath stays to the pixel', async ({
  window: { page },
}) => {
  await openAtRest(page);
  const plain = await pictureOfMap(page);
  await countDraws(page);
  await drag(page, 'Cloud confidence', 0.35);
  await pictureOfMap(page, plain);
  expect(await counted(page)).toEqual({ tiles: 0, sky: 0, bytes: 0 });
  await page.mouse.up();
  await expect.poll(async () => (await counted(page)).bytes).toBeGreaterThan(0);
  await page.waitForTimeout(2 * A_WHILE);
  expect((await counted(page)).tiles).toBe(0);
  const held = await pictureOfMap(page);

  // A map that changes draws its image anew: there and back it is what was held.
  await page.setViewportSize({ width: 1200, height: 800 });
  await expect.poll(async () => (await counted(page)).tiles).toBeGreaterThan(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(async () => (await pictureOfMap(page)).equals(held)).toBe(true);
  expect((await counted(page)).sky).toBe(0);
});

test('a buffer in motion is drawn by the graphics card, marked, and at rest as the engine draws it', async ({
  window: { page },
}) => {
  const { plain, asked } = await pictureAtRest(page);
  await drag(page, 'Cloud buffer', 0.5);
  await expect(approximate(page)).toBeVisible();
  // It lies over the map.
  await approximate(page).evaluate((note) => note.style.setProperty('visibility', 'hidden'));
  const moving = await pictureOfMap(page, plain);
  expect(asked).toEqual([]);

  const exact = page.waitForResponse((response) => isView(response.request()));
  await page.mouse.up();
  await (await exact).finished();
  await expect(approximate(page)).toHaveCount(0);
  await page.waitForTimeout(A_WHILE);
  expect((await pictureOfMap(page)).equals(moving)).toBe(true);
});

for (const [what, slider, share] of [
  ['a threshold in motion, where shadows need a cloud,', 'Cloud confidence', 0.35],
  ['the smallest object in motion', 'Minimum object size', 0.4],
] as const) {
  test(`${what} is drawn by the graphics card, marked, and at rest as the engine draws it`, async ({
    window: { page },
  }) => {
    const { plain, asked } = await pictureAtRest(page);
    await drag(page, slider, share);
    await expect(approximate(page)).toBeVisible();
    await pictureOfMap(page, plain);
    expect(asked).toEqual([]);
    const exact = page.waitForResponse(
      (response) => isView(response.request()) && layerOf(response.request()) === 'mask',
    );
    await page.mouse.up();
    await (await exact).finished();
    await expect(approximate(page)).toHaveCount(0);
  });
}

test('with a buffer what is shown while a slider moves is marked as approximate', async ({ window: { page } }) => {
  await openSample(page);
  const field = page.getByLabel('Cloud buffer, value', { exact: true });
  await field.fill('120');
  await field.press('Enter');
  await drag(page, 'Cloud confidence', 0.2);
  await expect(approximate(page)).toBeVisible();
  await page.mouse.up();
  await expect(approximate(page)).toHaveCount(0);
});
