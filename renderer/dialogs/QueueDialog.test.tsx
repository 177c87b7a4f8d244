import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { percentText } from '../widgets/format.ts';
import QueueDialog from './QueueDialog.tsx';

const PRODUCT = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';
const BROKEN = 'S2A_MSIL2A_20240507T101031_N0510_R022_T33UVU_20240507T141500.SAFE';

describe('the queue', () => {
  let window: TestWindow;
  let folder: string;
  beforeAll(async () => {
    window = await startTestWindow();
    folder = join(window.test.folder, 'queue');
    await mkdir(join(folder, 'out'), { recursive: true });
    await mkdir(join(folder, BROKEN));
    await writeFile(join(folder, BROKEN, 'MTD_MSIL2A.xml'), '<torn');
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const said = () => screen.getByRole('status').textContent;
  const add = async (button: string, path: string | null) => {
    await userEvent.click(screen.getByRole('button', { name: button }));
    await window.choose(path);
  };
  const rows = () => screen.getAllByRole('row').map((row) => row.textContent);

  it('says what is missing, and takes products and folders in and out', async () => {
    window.show(<QueueDialog />);
    expect(screen.getByText('Add products, or a folder that holds them.')).toBeTruthy();
    expect(said()).toBe('Add at least one product.');
    await add('Add product', null);
    expect(said()).toBe('Add at least one product.');
    await add('Add product', join(folder, BROKEN));
    await add('Add product', join(folder, BROKEN));
    await add('Add folder', resolve('build/samples'));
    const list = screen.getByRole('list', { name: 'Products' });
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2));
    await userEvent.click(screen.getByRole('button', { name: `Remove ${BROKEN}` }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Mask, GeoTIFF' }));
    expect(said()).toBe('Choose what to write.');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Quicklook, PNG' }));
    expect(said()).toBe('Choose a folder to write to.');
    expect(screen.getByRole('button', { name: 'Start' })).toHaveProperty('disabled', true);
  });

  it('says that none was started, once it is known, and why the jobs cannot be listed', async () => {
    const results = async () => {
      const shown = window.show(<QueueDialog />);
      await userEvent.click(screen.getByRole('tab', { name: 'Results' }));
      return shown;
    };
    window.intercept((path) => (path === '/api/jobs' ? never() : undefined));
    (await results()).unmount();
    window.clear();

    window.intercept((path) => (path === '/api/jobs' ? never() : undefined));
    await results();
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    expect(screen.queryByText('No queue has been started yet.')).toBeNull();
    window.clear();

    window.intercept((path) => (path === '/api/jobs' ? refusal('The queue cannot be read.') : undefined));
    await results();
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The queue cannot be read.');
    window.clear();

    await results();
    expect(await screen.findByText('No queue has been started yet.', {}, PATIENCE)).toBeTruthy();
  });

  it('keeps what was entered when the engine refuses it', async () => {
    window.show(<QueueDialog />);
    await add('Add product', join(folder, BROKEN));
    await waitFor(() => expect(said()).toBe('Choose a folder to write to.'));
    await add('Choose folder', join(folder, 'out'));
    await waitFor(() => expect(said()).toBe('They run one after the other in the background.'));
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('The queue is full.') : undefined,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Start' }));
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('The queue is full.'), PATIENCE);
    expect(within(screen.getByRole('list', { name: 'Products' })).getAllByRole('listitem')).toHaveLength(1);
  });

  it('runs, tells product by product how it went, and tries again what failed', async () => {
    window.showLive(<QueueDialog />);
    await add('Add product', resolve('build/samples', `${PRODUCT}.SAFE`));
    await screen.findByText(`${PRODUCT}.SAFE`);
    await add('Add product', join(folder, BROKEN));
    await screen.findByText(BROKEN);
    await add('Choose folder', join(folder, 'out'));
    await userEvent.click(screen.getByRole('radio', { name: '60 m' }));
    await waitFor(() => expect(said()).toBe('They run one after the other in the background.'));
    await userEvent.click(screen.getByRole('button', { name: 'Start' }));

    expect(await screen.findByText('2 of 2 ended', {}, { timeout: 40_000 })).toBeTruthy();
    expect(await readdir(join(folder, 'out'))).toContain(`${PRODUCT}_mask_60m.tif`);
    const jobs = await window.test.json<Job[]>('GET', '/api/jobs');
    const done = jobs.find(({ kind, state }) => kind === 'export' && state === 'done')!;
    const { cloud, semi, shadow, clear } = done.result!.percent!;
    const shares = [cloud, semi, shadow, clear].map((share) => percentText(share!)).join('');
    await waitFor(() => expect(rows().some((row) => row!.includes(`done${shares}`))).toBe(true), PATIENCE);
    const failed = jobs.find(({ state, kind }) => kind === 'export' && state === 'failed')!;
    expect(rows().some((row) => row!.includes(failed.error!.message))).toBe(true);
    expect(screen.queryByRole('button', { name: 'Cancel all' })).toBeNull();

    await rm(join(folder, BROKEN), { recursive: true });
    await userEvent.click(screen.getByRole('button', { name: 'Try 1 again' }));
    await waitFor(async () => {
      const again = (await window.test.json<Job[]>('GET', '/api/jobs')).find(({ id }) => id === failed.id)!;
      expect(again).toMatchObject({ state: 'failed' });
      expect(again.error!.message).not.toBe(failed.error!.message);
      expect(rows().some((row) => row!.includes(again.error!.message))).toBe(true);
    }, PATIENCE);
  });
});
