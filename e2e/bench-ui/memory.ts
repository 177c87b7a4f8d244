import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { settled } from './probe.ts';

export interface MemorySample {
  readonly minutes: number;
  /** Private memory of the window's processes and of the GPU process (which holds the textures), bytes. */
  readonly rendererBytes: number;
  readonly gpuBytes: number;
  /** What JavaScript holds after a collection of garbage. */
  readonly heapBytes: number;
}

const SETTLE = 10_000;
const EVERY_MINUTES = 0.5;

/** Uses the window as an analyst does, round after round, and looks at its memory meanwhile. */
export async function measureMemory(browser: Browser, page: Page, minutes: number): Promise<MemorySample[]> {
  const begin = Date.now();
  const elapsed = () => (Date.now() - begin) / 60_000;
  const samples = [await sample(browser, page, 0)];
  for (let round = 0; elapsed() < minutes; round++) {
    const activity = ACTIVITIES[round % ACTIVITIES.length];
    await activity?.(page);
    const last = samples.at(-1)?.minutes ?? 0;
    if (elapsed() - last >= EVERY_MINUTES) samples.push(await sample(browser, page, elapsed()));
  }
  samples.push(await sample(browser, page, elapsed()));
  return samples;
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.locator('.maplibregl-canvas').first().focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(250);
  }
  await settled(page, SETTLE);
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

const ACTIVITIES: readonly ((page: Page) => Promise<void>)[] = [
  (page) => press(page, 'f', '+', 'ArrowLeft', '+', 'ArrowUp', '+', 'ArrowRight'),
  async (page) => {
    const thumb = page.getByRole('slider', { name: 'Cloud buffer', exact: true });
    await thumb.focus();
    for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowRight');
    await settled(page, SETTLE);
    await page.keyboard.press('Home');
    await settled(page, SETTLE);
  },
  (page) => press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', '-', 'ArrowLeft'),
  async (page) => {
    await press(page, 's', 's', 'd', 'ArrowLeft', 'd');
  },
  async (page) => {
    await tab(page, 'Inspect');
    await press(page, 'Shift+P', 'ArrowRight', 'Shift+P');
    await tab(page, 'Compare');
    await settled(page, SETTLE);
    await tab(page, 'Mask');
  },
  async (page) => {
    for (const composite of ['Colour infrared', 'True colour']) {
      await page.getByRole('menuitem', { name: 'View' }).click();
      const entry = new RegExp(`^${composite}`);
      await page
        .getByRole('menuitemcheckbox', { name: entry })
        .or(page.getByRole('menuitem', { name: entry }))
        .first()
        .click();
      await settled(page, SETTLE);
    }
  },
  async (page) => {
    for (const key of ['Control+e', 'b', 'q', '?']) {
      await press(page, key);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200);
    }
  },
];

async function sample(browser: Browser, page: Page, minutes: number): Promise<MemorySample> {
  const own = await page.context().newCDPSession(page);
  await own.send('HeapProfiler.collectGarbage');
  const { usedSize } = await own.send('Runtime.getHeapUsage');
  await own.detach();
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  await whole.detach();
  const bytesOf = async (type: string) => {
    const sizes = await Promise.all(processInfo.filter((one) => one.type === type).map(({ id }) => privateBytes(id)));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  return {
    minutes,
    rendererBytes: await bytesOf('renderer'),
    gpuBytes: await bytesOf('GPU'),
    heapBytes: usedSize,
  };
}

/** Memory that a process shares with no other, as Linux tells it; NaN where it does not. */
async function privateBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const lines = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return lines.length === 0 ? Number.NaN : lines.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}
