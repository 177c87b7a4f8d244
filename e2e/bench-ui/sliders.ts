import type { Page } from '@playwright/test';
import { countFrames, nextFrame, settled } from './probe.ts';

export const SLIDERS = ['Cloud confidence', 'Cloud buffer', 'Cloud shadow buffer', 'Minimum object size'] as const;

export interface SliderTimes {
  readonly slider: string;
  /** From each movement of the pointer to the repainted map, the first movement first. */
  readonly movedMilliseconds: readonly number[];
  /** Repainted maps per second while the pointer moves all the time. */
  readonly repaintsPerSecond: number;
  /** What each of those takes the window's process and that of the software GPU, whatever else the machine does. */
  readonly processorMilliseconds: number;
  /** From letting go to the map that is exact to the pixel. */
  readonly releasedMilliseconds: number;
}

const PAUSE = 100;
const LONGEST = 10_000;

/** Drags a slider step by step, each after the repaint of the one before, then in one movement, and lets it go. */
export async function measureSlider(page: Page, slider: string, moves: number): Promise<SliderTimes> {
  const thumb = page.getByRole('slider', { name: slider, exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const start = await thumb.boundingBox();
  const track = await thumb.locator('xpath=../..').boundingBox();
  if (!start || !track) throw new Error(`The slider "${slider}" is not in the window.`);
  const y = start.y + start.height / 2;
  const from = Math.max(track.x, Math.min(start.x + start.width / 2, track.x + track.width * 0.3));
  const step = (track.width * 0.6) / moves;
  await page.mouse.move(start.x + start.width / 2, y);
  await page.mouse.down();
  const movedMilliseconds: number[] = [];
  for (let move = 1; move <= moves; move++) {
    let seen = await countFrames(page, 'masks');
    await page.mouse.move(from + move * step, y);
    const moved = await eventTime(page, 'pointermove');
    let frame = await nextFrame(page, 'masks', seen, LONGEST);
    // Pressing the thumb may have moved it: that frame is not this movement's.
    while (frame && frame.at < moved) frame = await nextFrame(page, 'masks', ++seen, LONGEST);
    if (frame) movedMilliseconds.push(frame.at - moved);
    await page.waitForTimeout(PAUSE);
  }
  const motion = await moveOn(page, from, y, step * moves);
  // Let go where it began, it would have changed nothing.
  await page.mouse.move(from + step * moves, y);
  await settled(page, LONGEST);
  const before = await countFrames(page, 'masks');
  await page.mouse.up();
  const exact = await nextFrame(page, 'masks', before, 30_000);
  const releasedMilliseconds = exact ? exact.at - (await eventTime(page, 'pointerup')) : Number.NaN;
  await page.getByRole('button', { name: 'Undo' }).click();
  await settled(page, LONGEST);
  return { slider, movedMilliseconds, ...motion, releasedMilliseconds };
}

const eventTime = (page: Page, kind: string): Promise<number> =>
  page.evaluate((name) => globalThis.probe.events[name] ?? Number.NaN, kind);

/** Processor time of the windows and of their graphics so far, milliseconds. */
async function processorTime(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const ours = processInfo.filter(({ type }) => type === 'renderer' || type === 'GPU');
  return ours.reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
}

/** Moves to and fro for some two seconds. */
async function moveOn(
  page: Page,
  from: number,
  y: number,
  width: number,
): Promise<Pick<SliderTimes, 'repaintsPerSecond' | 'processorMilliseconds'>> {
  const before = await countFrames(page, 'masks');
  const used = await processorTime(page);
  const begin = Date.now();
  for (let move = 0; Date.now() - begin < 2000; move++) {
    await page.mouse.move(from + (width * (1 + Math.sin(move / 8))) / 2, y);
    await page.waitForTimeout(16);
  }
  const seconds = (Date.now() - begin) / 1000;
  const repaints = (await countFrames(page, 'masks')) - before;
  const processorMilliseconds = ((await processorTime(page)) - used) / repaints;
  return { repaintsPerSecond: repaints / seconds, processorMilliseconds };
}
