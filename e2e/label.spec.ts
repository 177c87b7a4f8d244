import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fromFile } from 'geotiff';
import { naturalOrder } from '../electron/engine/core/text.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';

type Point = readonly [number, number];

const SIDE = 256;
/** The whole chip with a margin, as the panes show it at first. */
const SHARE = 0.96;
const RADIUS = 9;
const PERSON = 2;

/** Turns pixels of the chip into places of the window, by the pane that shows it whole. */
async function placing(page: Page): Promise<(pixel: Point) => Point> {
  const box = (await page.locator('.label-own canvas').nth(1).boundingBox())!;
  const scale = SHARE * Math.min(box.width / SIDE, box.height / SIDE);
  return ([column, row]) => [
    box.x + box.width / 2 + (column - SIDE / 2) * scale,
    box.y + box.height / 2 + (row - SIDE / 2) * scale,
  ];
}

/** Pixels of the chip to which the window's whole pixels lead back. */
function seen(place: Point, toWindow: (pixel: Point) => Point): Point {
  const [x0, y0] = toWindow([0, 0]);
  const [x1] = toWindow([SIDE, 0]);
  const scale = (x1 - x0) / SIDE;
  return [(place[0] - x0) / scale, (place[1] - y0) / scale];
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function isInside([x, y]: Point, ring: readonly Point[]): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}

async function onDisk(folder: string, chip: string, name: string): Promise<Uint8Array> {
  const image = await (await fromFile(join(folder, 'chips', chip, name))).getImage();
  const [values] = (await image.readRasters()) as unknown as Uint8Array[];
  return values!;
}

test('chips are labelled by mouse and keys, kept to the pixel, and there again after a new start', async ({
  window: { page, answer, workplace, restart },
}) => {
  await openSample(page);
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'New label project' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('North fields');
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await page.getByRole('combobox', { name: 'Size of a chip' }).click();
  await page.getByRole('option', { name: /^256 × 256/ }).click();
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await page.getByRole('button', { name: 'Add chips', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add chips of the whole product' }).click();
  const list = page.getByRole('list', { name: 'Chips' });
  await expect(list.getByRole('button').nth(1)).toBeVisible();
  const folder = join(workplace.output, 'North fields');
  const [first, second] = readdirSync(join(folder, 'chips')).sort(naturalOrder) as [string, string];

  await list.getByRole('button').first().click();
  const tools = page.getByRole('region', { name: 'Chip in hand' });
  await expect(page.getByRole('region', { name: /^View \d/ })).toHaveCount(4);
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  expect(await findings(page)).toEqual([]);

  const toWindow = await placing(page);
  const round = (pixel: Point): Point => toWindow(pixel).map(Math.round) as unknown as Point;
  const [from, to] = [round([60, 70]), round([150, 100])];
  const radius = page.getByLabel('Radius of the brush');
  await radius.fill(String(RADIUS));
  await radius.press('Enter');
  await page.keyboard.press('4');
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to);
  await page.mouse.up();
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  const corners = (
    [
      [40, 150],
      [200, 140],
      [220, 230],
      [80, 220],
    ] as const
  ).map(round);
  for (const corner of corners) await page.mouse.click(...corner);
  await page.keyboard.press('Enter');
  // A stroke that is taken back leaves nothing.
  await page.keyboard.press('b');
  await page.mouse.click(...round([230, 30]));
  await page.keyboard.press('Control+z');
  await expect(tools).toContainText('begun, saved');

  const expected = new Uint8Array(SIDE * SIDE);
  const back = (place: Point) => seen(place, toWindow);
  const ring = corners.map(back);
  for (let i = 0; i < expected.length; i++) {
    const centre: Point = [(i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5];
    if (distance(centre, back(from), back(to)) <= RADIUS) expected[i] = 4;
    if (isInside(centre, ring)) expected[i] = 2;
  }
  const labels = await onDisk(folder, first, 'labels.tif');
  expect(labels).toEqual(expected);
  const origin = await onDisk(folder, first, 'origin.tif');
  expect(origin).toEqual(expected.map((label) => (label === 0 ? 0 : PERSON)));

  await page.keyboard.press(' ');
  await expect(list.getByRole('button').nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(list.getByRole('button').first()).toContainText('accepted');
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  // Keys alone: the network's classes, then a dab of the eraser in the middle.
  await page.keyboard.press('n');
  await expect(page.getByRole('button', { name: 'Take in the chip' })).toBeEnabled();
  await expect(tools).toContainText(/% corrected/);
  await page.keyboard.press('e');
  await page.keyboard.press('x');
  const middle = (SIDE / 2) * SIDE + SIDE / 2;
  await expect.poll(async () => (await onDisk(folder, second, 'origin.tif'))[0]).toBe(1);
  await expect.poll(async () => (await onDisk(folder, second, 'labels.tif'))[middle]).toBe(0);
  const saved = await onDisk(folder, second, 'labels.tif');

  await page.reload();
  await expect(page.getByRole('region', { name: /^View \d/ })).toHaveCount(4);
  await expect(list.getByRole('button').nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(tools).toContainText('begun, saved');

  const again = await restart();
  await expect(again.getByRole('region', { name: /^View \d/ })).toHaveCount(4);
  await expect(again.getByRole('region', { name: 'Chip in hand' })).toContainText(/1 of \d+ accepted/);
  expect(await onDisk(folder, second, 'labels.tif')).toEqual(saved);
  const item = JSON.parse(readFileSync(join(folder, 'chips', first, 'item.json'), 'utf8'));
  expect(JSON.stringify(item)).toContain('accepted');
});
