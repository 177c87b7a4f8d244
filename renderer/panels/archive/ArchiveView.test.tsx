import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, writeArchiveRun } from '../../../electron/test/archive-run.ts';
import { NO_ARCHIVE, setArchive } from '../../state/archive.ts';
import { openProducts } from '../../state/queries.ts';
import { setUi, useUi } from '../../state/ui.ts';
import { PATIENCE } from '../../test/page.tsx';
import { startTestWindow, type TestWindow } from '../../test/window.tsx';
import ArchiveView from './ArchiveView.tsx';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';
const PLACE = resolve('build/samples', `${SAMPLE}.SAFE`);

const west = { tile: '33UVU', corner: [13, 53] } as const;
const east = { tile: '33UXU', corner: [15, 53] } as const;
/** Of two tiles: three done, and one of each other state. */
const RUN: readonly TestProduct[] = [
  { ...west, state: 'done', id: SAMPLE },
  { ...west, state: 'done', day: '2024-05-16' },
  { ...west, state: 'done', day: '2024-04-26' },
  { ...east, state: 'failed' },
  { ...east, state: 'broken' },
  { ...east, state: 'waiting' },
  { ...east, state: 'running' },
  { ...east, state: 'left' },
];
const EAST = 'T33UXU: 1 running, 1 worker died, 1 waiting, 1 failed, 1 broken';

describe('a run on a cluster', () => {
  let window: TestWindow;
  let folder: string;
  beforeAll(async () => {
    window = await startTestWindow();
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-run-'));
    await writeArchiveRun(folder, PLACE, RUN);
  });
  afterEach(() => {
    window.clear();
    setArchive(NO_ARCHIVE);
  });
  afterAll(async () => {
    await window.close();
    await rm(folder, { recursive: true });
  });

  async function open(path = folder) {
    setUi({ fullView: 'archive' });
    window.show(<ArchiveView />);
    await userEvent.click(await screen.findByRole('button', { name: 'Open a run' }, PATIENCE));
    await window.choose(path);
  }
  /** Rows of products; those of details hold one cell. */
  const rows = () =>
    within(screen.getByRole('table'))
      .getAllByRole('row')
      .slice(1)
      .filter((row) => within(row).getAllByRole('cell').length > 1);
  const dates = () => rows().map((row) => within(row).getAllByRole('cell')[1]!.textContent!.slice(0, 10));

  it('says that a folder is none, and what one is', async () => {
    await open(resolve('build/samples'));
    const notice = await screen.findByRole('alert', {}, PATIENCE);
    expect(notice.textContent).toContain('holds no run');
    expect(notice.textContent).toContain('archive plan');
  });

  it('shows how many are in which state, where they lie, and why some failed', async () => {
    await open();
    const states = await screen.findByRole('group', { name: 'States' }, PATIENCE);
    const counts = within(states).getAllByRole('button');
    expect(counts.map((count) => count.textContent)).toEqual([
      ...['3 done', '1 running', '1 worker died', '1 waiting', '1 failed', '1 broken'],
    ]);
    expect(screen.getByRole('button', { name: 'T33UVU: 3 done' }).getAttribute('class')).toBe('done');
    expect(screen.getByRole('button', { name: EAST }).getAttribute('class')).toBe('broken');
    expect(screen.getByRole('region', { name: 'Failures' }).textContent).toContain('B04.jp2 is truncated');
    await waitFor(() => expect(rows()).toHaveLength(RUN.length), PATIENCE);
    expect(rows()[0]!.textContent).toBe('T33UVU2024-05-06 10:10 done61.320.010.08.840.0');
  });

  it('tells of a selected product why it stands as it does', async () => {
    await open();
    await waitFor(() => expect(rows()).toHaveLength(RUN.length), PATIENCE);
    await userEvent.click(rows()[4]!);
    expect(within(screen.getByRole('table')).getByText(/B04.jp2 is truncated.*Download it again/)).toBeTruthy();
    expect(screen.getByText(/mended\. Ended 2026-01-01 00:04 UTC on node-17/)).toBeTruthy();
    await userEvent.click(rows()[7]!);
    expect(screen.getByText(/worker on node-17 \(process 4711\) died/)).toBeTruthy();
    await userEvent.click(rows()[6]!);
    expect(screen.getByText(/Begun 2026-01-01 00:00 UTC on node-17/)).toBeTruthy();
  });

  it('lists the products of a state, of a tile, or of a name', async () => {
    await open();
    await waitFor(() => expect(rows()).toHaveLength(RUN.length), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: EAST }));
    await waitFor(() => expect(rows()).toHaveLength(5), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: '1 worker died' }));
    await waitFor(() => expect(rows()).toHaveLength(1), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter by name' }), 'product-4');
    await waitFor(() => expect(rows()).toHaveLength(1), PATIENCE);
    expect(rows()[0]!.textContent).toContain('broken');
  });

  it('sorts by date, tile and state, and goes back to the order of the plan', async () => {
    await open();
    await waitFor(() => expect(rows()).toHaveLength(RUN.length), PATIENCE);
    const byDate = within(screen.getByRole('table')).getByRole('button', { name: /^Date/ });
    await userEvent.click(byDate);
    await waitFor(() => expect(dates()[0]).toBe('2024-04-26'), PATIENCE);
    await userEvent.click(within(screen.getByRole('table')).getByRole('button', { name: /^Date/ }));
    await waitFor(() => expect(dates()[0]).toBe('2024-05-16'), PATIENCE);
    await userEvent.click(within(screen.getByRole('table')).getByRole('button', { name: 'State' }));
    await waitFor(() => expect(rows()[0]!.textContent).toContain('broken'), PATIENCE);
    expect(rows().at(-1)!.textContent).toContain('done');
  });

  it('goes from tile to tile by the arrow keys, with one stop for the tab key', async () => {
    await open();
    const tile = await screen.findByRole('button', { name: 'T33UVU: 3 done' }, PATIENCE);
    tile.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe(EAST);
    expect(tile.getAttribute('tabindex')).toBe('-1');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(rows()).toHaveLength(5), PATIENCE);
  });

  it('does not take a drag of the map for a click on a tile', async () => {
    await open();
    const tile = await screen.findByRole('button', { name: 'T33UVU: 3 done' }, PATIENCE);
    const map = tile.closest('svg')!;
    map.setPointerCapture = () => undefined;
    const before = tile.getAttribute('points');
    fireEvent.pointerDown(tile, { button: 0, clientX: 10, clientY: 10 });
    fireEvent.pointerMove(tile, { clientX: 60, clientY: 30 });
    fireEvent.pointerUp(tile, { clientX: 60, clientY: 30 });
    fireEvent.click(tile);
    expect(tile.getAttribute('points')).not.toBe(before);
    expect(tile.getAttribute('aria-pressed')).toBe('false');
    await userEvent.click(screen.getByRole('button', { name: 'Show all tiles' }));
    expect(tile.getAttribute('points')).toBe(before);
  });

  it('opens a product on the map, and leaves the run when it is there', async () => {
    await open();
    await userEvent.click((await screen.findAllByRole('button', { name: /^Open S2A.* on the map/ }, PATIENCE))[0]!);
    await waitFor(() => expect(openProducts().map(({ name }) => name)).toContain(SAMPLE), PATIENCE);
    await waitFor(() => expect(useUi.getState().fullView).toBe(null), PATIENCE);
  });

  it('lets one product wait again, then all that failed', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Try product-4 again' }, PATIENCE));
    expect(await screen.findByRole('button', { name: '0 broken' }, PATIENCE)).toBeTruthy();
    expect(screen.getByRole('button', { name: '2 waiting' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try 1 failed again' }));
    expect(await screen.findByRole('button', { name: '3 waiting' }, PATIENCE)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /failed again$/ })).toBeNull();
    expect(screen.getByText('No product has failed.')).toBeTruthy();
  });
});
