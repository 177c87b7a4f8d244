import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { Command } from 'commander';
import { temporaryFolderSync } from '../../electron/engine/core/temporary.ts';
import { REPOSITORY, type RunningBrowser, startBrowser } from '../browser-shell.ts';
import { openBareWindow } from './bare-window.ts';
import { type BundleSize, measureBundle } from './bundle.ts';
import { type MemorySample, measureMemory } from './memory.ts';
import { computeMask, measureOpening, type Opening } from './opening.ts';
import { measurePanning } from './panning.ts';
import { addProbe, settled } from './probe.ts';
import {
  kilobytesText,
  markdownTable,
  median,
  megabytesText,
  millisecondsText,
  quantile,
  type Row,
  secondsText,
} from './report.ts';
import { measureSeason, seasonRows, writeSeason } from './season.ts';
import { measureSlider, SLIDERS, type SliderTimes } from './sliders.ts';

interface Options {
  readonly runs: string;
  readonly moves: string;
  readonly minutes: string;
  readonly out: string;
  readonly season?: string;
  readonly size: string;
}

interface Figures {
  readonly machine: string;
  readonly load: readonly [number, number];
  readonly openings: readonly Opening[];
  readonly computeSeconds: number;
  readonly sliders: Readonly<Record<'filling' | 'whole', readonly SliderTimes[]>>;
  readonly panning: readonly number[];
  readonly memory: readonly MemorySample[];
  readonly bundle: BundleSize;
}

const VIEWPORT = { width: 1280, height: 800 };
/** For so long somebody looks for a product, while the engine makes ready. */
const LOOKING_MILLISECONDS = 3000;
const LONGEST = 60_000;

/** `npm run bench:ui`: drives the built window in Chromium and prints the README's table of it. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('bench:ui')
    .description('measure the built window in Chromium with software WebGL; no figure makes it fail')
    .argument('[product]', 'a full-size product; without one a simulated one is written first (some minutes)')
    .option('--runs <number>', 'openings, each with empty caches; medians are printed', '3')
    .option('--moves <number>', 'movements of each slider', '15')
    .option('--minutes <number>', 'minutes of use before the memory is taken', '10')
    .option(
      '--season <dates>',
      'instead: a season of so many simulated dates, to thumbnails and clear shares, and steps',
    )
    .option('--size <size>', 'of the dates of a season: tiny, small', 'small')
    .option('--out <file>', 'all figures as JSON', join(REPOSITORY, 'out/bench-ui.json'));
  program.parse([...argv], { from: 'user' });
  const options = program.opts<Options>();
  const folder = temporaryFolderSync();
  try {
    if (options.season !== undefined) return await mainOfSeason(folder, Number(options.season), options);
    const figures = await measure(resolve(program.args[0] ?? writeSample(folder)), folder, options);
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, JSON.stringify(figures, null, 2));
    console.log(`\n${figures.machine}, load ${figures.load.join(' to ')}\n`);
    console.log(markdownTable(rows(figures, options)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures a season alone. */
async function mainOfSeason(folder: string, dates: number, { size, out }: Options): Promise<void> {
  say(`writing ${dates} simulated dates`);
  const season = writeSeason(folder, dates, size);
  const loadBefore = load();
  const running = await startBrowser({ root: season, folder: mkdtempSync(join(folder, 'run-')) });
  try {
    say('opening and stepping');
    const times = await measureSeason(await openWindow(running), season);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, JSON.stringify(times, null, 2));
    console.log(`\n${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, load ${loadBefore} to ${load()}\n`);
    console.log(markdownTable(seasonRows(times)));
  } finally {
    await running.close();
  }
}

function writeSample(folder: string): string {
  say('writing a simulated product of full size');
  const out = join(folder, 'product');
  execFileSync(process.execPath, [join(REPOSITORY, 'dist/cli.mjs'), 'sample', '--out', out, '--size', 'full']);
  return join(out, readdirSync(out).find((name) => name.endsWith('.SAFE')) ?? '');
}

const say = (text: string) => console.error(`- ${text}`);
const load = () => Number((loadavg()[0] ?? 0).toFixed(1));

async function measure(product: string, folder: string, options: Options): Promise<Figures> {
  const loadBefore = load();
  const openings: Opening[] = [];
  const runs = Math.max(1, Number(options.runs));
  for (let run = 1; ; run++) {
    const running = await startBrowser({ root: dirname(product), folder: mkdtempSync(join(folder, 'run-')) });
    try {
      const page = await openWindow(running);
      say(`opening, run ${run} of ${runs}`);
      openings.push(await measureOpening(page, product));
      if (run < runs) continue;
      await settled(page, LONGEST);
      say('computing the 20 m mask');
      const computeSeconds = await computeMask(page);
      await settled(page, LONGEST);
      const whole = await measureSliders(page, 'the whole scene in view', Number(options.moves));
      await zoomIn(page, 3);
      const filling = await measureSliders(page, 'a map pixel for each mask pixel', Number(options.moves));
      say('panning');
      const panning = await measurePanning(page);
      await zoomIn(page, 1);
      panning.push(...(await measurePanning(page)));
      say(`${options.minutes} minutes of use`);
      const version = running.browser.version();
      await page.close();
      const memory = await memoryOfUse(running.address, mkdtempSync(join(folder, 'bare-')), Number(options.minutes));
      return {
        machine: `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, Chromium ${version}`,
        load: [loadBefore, load()],
        openings,
        computeSeconds,
        sliders: { filling, whole },
        panning,
        memory,
        bundle: measureBundle(join(REPOSITORY, 'dist/renderer')),
      };
    } finally {
      await running.close();
    }
  }
}

async function openWindow({ browser, address }: RunningBrowser): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await addProbe(page);
  await page.goto(address);
  await page.getByRole('heading', { name: 'Nephoscope' }).waitFor();
  await page.waitForTimeout(LOOKING_MILLISECONDS);
  return page;
}

/** The open product comes back in a window that is not watched. */
async function memoryOfUse(address: string, folder: string, minutes: number): Promise<MemorySample[]> {
  const window = await openBareWindow(address, { viewport: VIEWPORT, folder });
  try {
    return await measureMemory(window, minutes);
  } finally {
    await window.close();
  }
}

async function zoomIn(page: Page, levels: number): Promise<void> {
  await page.locator('.maplibregl-canvas').first().focus();
  for (let level = 0; level < levels; level++) {
    await page.keyboard.press('+');
    await page.waitForTimeout(400);
  }
  await settled(page, LONGEST);
}

async function measureSliders(page: Page, view: string, moves: number): Promise<SliderTimes[]> {
  const times: SliderTimes[] = [];
  for (const slider of SLIDERS) {
    say(`slider "${slider}", ${view}`);
    times.push(await measureSlider(page, slider, moves));
  }
  return times;
}

function sliderRows(view: string, times: readonly SliderTimes[]): Row[] {
  const all = times.flatMap(({ movedMilliseconds }) => movedMilliseconds);
  const text = (values: readonly number[]) =>
    `${millisecondsText(median(values))}, p95 ${millisecondsText(quantile(values, 0.95))}`;
  return [
    {
      what: `slider moved to repainted map, 20 m mask, ${view}`,
      target: 'median 33 ms, p95 80 ms',
      measured: `${text(all)} (${all.length} movements)`,
    },
    ...times.map(({ slider, movedMilliseconds }) => ({
      what: `— ${slider.toLowerCase()}`,
      target: null,
      measured: text(movedMilliseconds),
    })),
    {
      what: '— the first movement of a slider, the slowest of them',
      target: '120 ms',
      measured: millisecondsText(Math.max(...times.map(({ movedMilliseconds }) => movedMilliseconds[0] ?? Number.NaN))),
    },
    {
      what: '— in one movement, repaints per second',
      target: null,
      measured: median(times.map(({ repaintsPerSecond }) => repaintsPerSecond)).toFixed(1),
    },
    {
      what: '— processor time of such a repaint, window and graphics',
      target: null,
      measured: millisecondsText(median(times.map(({ processorMilliseconds }) => processorMilliseconds))),
    },
    {
      what: '— let go to the exact mask',
      target: null,
      measured: millisecondsText(median(times.map(({ releasedMilliseconds }) => releasedMilliseconds))),
    },
  ];
}

function rows({ openings, computeSeconds, sliders, panning, memory, bundle }: Figures, { minutes }: Options): Row[] {
  const opened = (of: (opening: Opening) => number) => secondsText(median(openings.map(of)));
  const last = memory.at(-1);
  const most = Math.max(...memory.map(({ rendererBytes }) => rendererBytes));
  return [
    { what: 'product opened to first image pixels', target: '2 s', measured: opened((one) => one.imageMilliseconds) },
    {
      what: '— to the whole preview mask on the map',
      target: '3.5 s',
      measured: opened((one) => one.maskMilliseconds),
    },
    { what: '— to the first part of it', target: null, measured: opened((one) => one.maskBeginMilliseconds) },
    { what: 'the button to the whole 20 m mask', target: null, measured: `${computeSeconds.toFixed(0)} s` },
    ...sliderRows('filling the view', sliders.filling),
    ...sliderRows('whole scene', sliders.whole),
    {
      what: 'pan to sharp tiles',
      target: 'median 150 ms, p95 500 ms',
      measured: `${millisecondsText(median(panning))}, p95 ${millisecondsText(quantile(panning, 0.95))} (${panning.length} times)`,
    },
    {
      what: `memory of the window's process after ${minutes} minutes of use`,
      target: '500 MB',
      measured: `${megabytesText(last?.rendererBytes ?? Number.NaN)}, at most ${megabytesText(most)}`,
    },
    { what: '— JavaScript alone', target: null, measured: megabytesText(last?.heapBytes ?? Number.NaN) },
    { what: '— process of the software GPU', target: null, measured: megabytesText(last?.gpuBytes ?? Number.NaN) },
    { what: 'scripts and styles of the window', target: 'stated', measured: kilobytesText(bundle.all) },
    { what: '— loaded by the first screen', target: null, measured: kilobytesText(bundle.first) },
    { what: '— styles among all', target: null, measured: kilobytesText(bundle.styles) },
  ];
}
