import type { BareWindow, WindowMemory } from './bare-window.ts';
import { untilSettled } from './probe.ts';

export interface MemorySample extends WindowMemory {
  readonly minutes: number;
}

const SETTLE = 10_000;
const LOADED = 60_000;
const EVERY_MINUTES = 0.5;

/** Uses a window with an open product as an analyst does, round after round, and looks at its memory meanwhile. */
export async function measureMemory(window: BareWindow, minutes: number): Promise<MemorySample[]> {
  await window.run(untilMapIsThere, LOADED);
  await window.run(untilSettled, LOADED);
  const begin = Date.now();
  const elapsed = () => (Date.now() - begin) / 60_000;
  const sample = async (): Promise<MemorySample> => ({ minutes: elapsed(), ...(await window.memory()) });
  const samples = [await sample()];
  for (let round = 0; elapsed() < minutes; round++) {
    await ACTIVITIES[round % ACTIVITIES.length]?.(window);
    const last = samples.at(-1)?.minutes ?? 0;
    if (elapsed() - last >= EVERY_MINUTES) samples.push(await sample());
  }
  samples.push(await sample());
  return samples;
}

/** Runs in the page. */
async function untilMapIsThere(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (globalThis.probe.imageAt === null) {
    if (performance.now() > end) throw new Error('The map shows no image.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs in the page: puts the focus on what a selector finds. */
function focusOn(selector: string): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The window has no ${selector}.`);
  element.focus();
}

/** Runs in the page: clicks the first of the elements whose text begins with `text`; waits a moment for it. */
async function clickOn(selector: string, text: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
      (element) => element.textContent?.trim().startsWith(text) && element.getClientRects().length > 0,
    );
    if (found) {
      found.click();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The window has no ${selector} "${text}".`);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const settle = (window: BareWindow) => window.run(untilSettled, SETTLE);

async function press(window: BareWindow, ...keys: string[]): Promise<void> {
  await window.run(focusOn, '.maplibregl-canvas');
  for (const key of keys) {
    await window.press(key);
    await pause(250);
  }
  await settle(window);
}

const ACTIVITIES: readonly ((window: BareWindow) => Promise<void>)[] = [
  (window) => press(window, 'f', '+', 'ArrowLeft', '+', 'ArrowUp', '+', 'ArrowRight'),
  async (window) => {
    await window.run(focusOn, '[role=slider][aria-label="Cloud buffer"]');
    for (let step = 0; step < 10; step++) await window.press('ArrowRight');
    await settle(window);
    await window.press('Home');
    await settle(window);
  },
  (window) => press(window, 'ArrowDown', 'ArrowDown', 'ArrowRight', '-', 'ArrowLeft'),
  (window) => press(window, 's', 's', 'd', 'ArrowLeft', 'd'),
  async (window) => {
    await window.run(clickOn, '[role=tab]', 'Inspect');
    await press(window, 'Shift+P', 'ArrowRight', 'Shift+P');
    await window.run(clickOn, '[role=tab]', 'Compare');
    await settle(window);
    await window.run(clickOn, '[role=tab]', 'Mask');
  },
  async (window) => {
    for (const composite of ['Colour infrared', 'True colour']) {
      await window.run(clickOn, '[role=menuitem]', 'View');
      await window.run(clickOn, '[role=menuitem], [role=menuitemcheckbox]', composite);
      await settle(window);
    }
  },
  async (window) => {
    for (const key of ['Control+e', 'b', 'q', '?']) {
      await press(window, key);
      await window.press('Escape');
      await pause(200);
    }
  },
];
