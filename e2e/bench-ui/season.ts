import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { REPOSITORY } from '../browser-shell.ts';
import { settled } from './probe.ts';
import { median, millisecondsText, quantile, type Row, secondsText } from './report.ts';

export interface SeasonTimes {
  readonly dates: number;
  /** From "Open" to the first date on the map, to all thumbnails, to all clear shares. */
  readonly firstMilliseconds: number;
  readonly thumbnailsMilliseconds: number;
  readonly sharesMilliseconds: number;
  /** Of each step to another date whose mask is computed: until the map says it shows it, and until its last new pixel. */
  readonly labelMilliseconds: readonly number[];
  readonly drawnMilliseconds: readonly number[];
}

const LONGEST = 900_000;
const REST_MILLISECONDS = 1500;
/** Where an analyst stays at a date, work is done for its neighbours; who flicks through does not wait for it. */
const HURRIED_MILLISECONDS = 350;

/** Simulates a season of small dates; gives the folder that holds them. */
export function writeSeason(folder: string, dates: number, size: string): string {
  const out = join(mkdtempSync(join(folder, 'season-')), 'season');
  const options = ['--size', size, '--season', String(dates)];
  execFileSync(process.execPath, [join(REPOSITORY, 'dist/cli.mjs'), 'sample', '--out', out, ...options]);
  return out;
}

/** Opens all dates of the folder that the shell serves in one go, then steps through them. */
export async function measureSeason(page: Page, folder: string): Promise<SeasonTimes> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.SAFE'))
    .sort();
  await page.getByRole('button', { name: 'Open product' }).last().click();
  await page.getByRole('option', { name: names[0]! }).click();
  await page.getByRole('option', { name: names.at(-1)! }).click({ modifiers: ['Shift'] });
  await page.getByRole('dialog').getByRole('button', { name: 'Open' }).click();
  await page.locator('.date').first().waitFor({ timeout: LONGEST });
  const begun = await page.evaluate(() => globalThis.probe.events.click!);
  const count = names.length;
  const firstAt = await page.waitForFunction(() => globalThis.probe.imageAt, undefined, { timeout: LONGEST });
  const pictures = page.waitForFunction(
    (wanted) => {
      const images = [...document.querySelectorAll<HTMLImageElement>('.date img')];
      return images.length >= wanted && images.every(({ naturalWidth }) => naturalWidth > 0) && performance.now();
    },
    count,
    { timeout: LONGEST, polling: 50 },
  );
  const ask = page.getByRole('button', { name: /^Compute \d+ previews?$/ });
  const shares = page.waitForFunction(
    (wanted) => {
      const told = [...document.querySelectorAll('.date')].filter((one) => /\d % clear/.test(one.ariaLabel ?? ''));
      return told.length >= wanted && performance.now();
    },
    count,
    { timeout: LONGEST, polling: 50 },
  );
  await ask.click({ timeout: 60_000 }).catch(() => undefined);
  const at = async (handle: typeof pictures) => ((await (await handle).jsonValue()) as number) - begun;
  const [thumbnailsMilliseconds, sharesMilliseconds] = [await at(pictures), await at(shares)];
  const firstMilliseconds = ((await firstAt.jsonValue()) as number) - begun;
  await settled(page, 30_000);
  const steps = [];
  for (const [index, rest] of [REST_MILLISECONDS, HURRIED_MILLISECONDS].entries())
    for (let step = 1; step < count; step++) steps.push(await measureStep(page, index === 0 ? ',' : '.', rest));
  return {
    ...{ dates: count, firstMilliseconds, thumbnailsMilliseconds, sharesMilliseconds },
    labelMilliseconds: steps.map(({ label }) => label),
    drawnMilliseconds: steps.map(({ drawn }) => drawn),
  };
}

/** One step: until the map says that it shows the other date, and until the last frame that brought anything of it. */
async function measureStep(page: Page, key: ',' | '.', rest: number): Promise<{ label: number; drawn: number }> {
  await page.locator('.maplibregl-canvas').first().focus();
  const times = await page.evaluate(async (pressed) => {
    const { masks, tiles } = globalThis.probe;
    const text = () => document.querySelector('.pane-label')?.textContent ?? '';
    const before = text();
    const frames = [masks.length, tiles.length] as const;
    const start = performance.now();
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }));
    while (text() === before || text().includes('being read')) {
      if (performance.now() - start > 20_000) throw new Error(`Still "${text()}".`);
      await new Promise(requestAnimationFrame);
    }
    const label = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 300));
    while (globalThis.probe.pending > 0 && performance.now() - start < 20_000)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const last = Math.max(0, ...[...masks.slice(frames[0]), ...tiles.slice(frames[1])].map(({ at }) => at - start));
    return { label, drawn: Math.max(label, last) };
  }, key);
  await page.waitForTimeout(rest);
  return times;
}

export function seasonRows({ dates, ...times }: SeasonTimes): Row[] {
  const half = times.drawnMilliseconds.length / 2;
  const text = (values: readonly number[]) =>
    `${millisecondsText(median(values))}, p95 ${millisecondsText(quantile(values, 0.95))} (${values.length} steps)`;
  return [
    { what: `${dates} dates opened: first image`, target: null, measured: secondsText(times.firstMilliseconds) },
    { what: '— all thumbnails', target: null, measured: secondsText(times.thumbnailsMilliseconds) },
    { what: '— all clear shares, previews computed', target: null, measured: secondsText(times.sharesMilliseconds) },
    {
      what: 'step to the next computed date, after resting at one: image and mask',
      target: 'median 300 ms',
      measured: text(times.drawnMilliseconds.slice(0, half)),
    },
    {
      what: '— in quick succession',
      target: null,
      measured: text(times.drawnMilliseconds.slice(half)),
    },
    { what: '— until the map names the new mask', target: null, measured: text(times.labelMilliseconds) },
  ];
}
