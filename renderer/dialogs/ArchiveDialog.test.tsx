import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../../electron/engine/archive/manifest.ts';
import { type AttemptResult, type ResultKind, resultText, writeResult } from '../../electron/engine/archive/result.ts';
import { writeRun } from '../../electron/engine/archive/run-file.ts';
import { runFolder } from '../../electron/engine/archive/run-folder.ts';
import { disk } from '../../electron/engine/core/disk.ts';
import { setArchive } from '../state/archive.ts';
import { openProducts } from '../state/queries.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import ArchiveDialog from './ArchiveDialog.tsx';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';

/** A run of six products of two tiles: three done, one failed, one broken, one waiting. */
async function writeTestRun(path: string): Promise<void> {
  const folder = runFolder(path);
  await mkdir(folder.staging, { recursive: true });
  const kinds: readonly (ResultKind | null)[] = ['done', 'done', 'done', 'failed', 'broken', null];
  const writer = await writeManifest(folder);
  for (const [index, kind] of kinds.entries()) {
    const id = index === 0 ? SAMPLE : `product-${index}`;
    const west = index < 3 ? 13 : 15;
    await writer.add({
      ...{ index, id, place: resolve('build/samples', `${SAMPLE}.SAFE`), granule: null, bytes: 1, level: 'L2A' },
      ...{ tile: index < 3 ? '33UVU' : '33UXU', sensingTime: '2024-05-06T10:10:31Z', outputs: [], hash: 'h' },
      footprint: [
        [west, 53],
        [west + 1, 53],
        [west + 1, 52],
        [west, 53],
      ],
    });
    if (kind === null) continue;
    const endedAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    const error = { name: 'ProductError', message: `B0${index}.jp2 is truncated.`, remedy: 'Download it again.' };
    const result: AttemptResult = {
      ...{
        index,
        id,
        kind,
        hash: 'h',
        startedAt: endedAt,
        endedAt,
        seconds: 40,
        maskSeconds: 39,
        host: 'a',
        worker: 'b',
      },
      ...{ version: '', files: [], pack: null, grid: 20, peakMemoryBytes: null, warnings: [] },
      percent: kind === 'done' ? { clear: 61.25, cloud: 20, semi: 10, shadow: 8.75, missing: 0 } : null,
      error: kind === 'done' ? null : error,
    };
    await writeResult(folder, result);
    if (kind !== 'done') continue;
    await mkdir(join(folder.masks, id), { recursive: true });
    await disk.write(join(folder.masks, id, 'result.json'), resultText(result));
  }
  await writer.finish();
  await writeRun(folder, {
    ...{ kind: 'nephoscope archive', layout: 1, id: 'abcd', createdAt: '', version: '0', packs: {}, bytes: 6 },
    settings: {
      recipe: {
        ...{ grid: 20, pack: null, parameters: null, formats: ['cog'], cleanedBands: [], cleanedGrid: 20 },
        ...{ cloudyClasses: ['cloud'], cleanedStack: false, simplifyMetres: null },
      },
      parameters: { thresholds: {}, bufferMetres: {} },
      area: { kind: 'scene' },
      device: 'cpu',
    },
    products: kinds.length,
    needs: { memoryBytes: 1, secondsPerProduct: 1, threads: 1, basis: '' },
  });
}

describe('a run on a cluster', () => {
  let window: TestWindow;
  let folder: string;
  beforeAll(async () => {
    window = await startTestWindow();
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-run-'));
    await writeTestRun(folder);
  });
  afterEach(() => {
    window.clear();
    setArchive({ run: null, state: null, tile: null, text: '' });
  });
  afterAll(async () => {
    await window.close();
    await rm(folder, { recursive: true });
  });

  async function open(path = folder) {
    window.show(<ArchiveDialog />);
    await userEvent.click(await screen.findByRole('button', { name: 'Open a run' }, PATIENCE));
    await window.choose(path);
  }
  const rows = () => within(screen.getByRole('table')).getAllByRole('row').slice(1);

  it('says that a folder is none, and what one is', async () => {
    await open(resolve('build/samples'));
    const notice = await screen.findByRole('alert', {}, PATIENCE);
    expect(notice.textContent).toContain('holds no run');
    expect(notice.textContent).toContain('archive plan');
  });

  it('shows how many are in which state, where they lie, and why some failed', async () => {
    await open();
    for (const count of ['3 done', '0 running', '1 waiting', '1 failed', '1 broken'])
      expect((await screen.findAllByRole('button', { name: count }, PATIENCE)).length).toBeGreaterThan(0);
    expect(screen.getByRole('button', { name: '33UVU: 3 done' }).getAttribute('class')).toBe('done');
    expect(screen.getByRole('button', { name: '33UXU: 1 waiting, 1 failed, 1 broken' }).getAttribute('class')).toBe(
      'broken',
    );
    expect(screen.getByRole('region', { name: 'Failures' }).textContent).toContain('B04.jp2 is truncated.');
    await waitFor(() => expect(rows()).toHaveLength(6), PATIENCE);
    expect(rows()[0]!.textContent).toBe('33UVU2024-05-06 10:10 done61.3 %20.0 %10.0 %8.8 %40 s');
  });

  it('lists the products of a state, of a tile, or of a name', async () => {
    await open();
    await waitFor(() => expect(rows()).toHaveLength(6), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: '33UXU: 1 waiting, 1 failed, 1 broken' }));
    await waitFor(() => expect(rows()).toHaveLength(3), PATIENCE);
    const [waiting] = screen.getAllByRole('button', { name: '1 waiting' });
    await userEvent.click(waiting!);
    await waitFor(() => expect(rows()).toHaveLength(1), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter by name' }), 'product-4');
    await waitFor(() => expect(rows()).toHaveLength(1), PATIENCE);
    expect(rows()[0]!.textContent).toContain('broken');
  });

  it('lets what failed wait again', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Try 1 failed again' }, PATIENCE));
    expect((await screen.findAllByRole('button', { name: '2 waiting' }, PATIENCE)).length).toBe(1);
    expect(screen.queryByRole('button', { name: /failed again$/ })).toBeNull();
  });

  it('opens a product on the map', async () => {
    await open();
    await userEvent.click((await screen.findAllByRole('button', { name: '33UVU' }, PATIENCE))[0]!);
    await waitFor(() => expect(openProducts().map(({ name }) => name)).toContain(SAMPLE), PATIENCE);
  });
});
