import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../api/types.ts';
import SeasonView from '../panels/season/SeasonView.tsx';
import { useMessages } from '../state/messages.ts';
import { activeProduct } from '../state/queries.ts';
import { PATIENCE } from '../test/page.tsx';
import { refusal, startTestWindow, type TestWindow, untilGivenUp } from '../test/window.tsx';
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

  const said = () => document.querySelector('.dialog-foot [role=status]')!.textContent;
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
    await waitFor(() => expect(within(list).getAllByRole('checkbox')).toHaveLength(3), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: `Remove ${BROKEN}` }));
    expect(within(list).getAllByRole('checkbox')).toHaveLength(2);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Mask, GeoTIFF' }));
    expect(said()).toBe('Choose what to write.');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Quicklook, PNG' }));
    expect(said()).toBe('Choose a folder to write to.');
    expect(screen.getByRole('button', { name: 'Start' })).toHaveProperty('disabled', true);
  });

  it('says that a slow folder is looked through, and lets it be given up', async () => {
    window.intercept((path, init) => (path === '/api/jobs/sources' ? untilGivenUp(init) : undefined));
    window.show(<QueueDialog />);
    await add('Add folder', resolve('build/samples'));
    expect(await screen.findByText('Looking for products in samples…', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(await screen.findByText('Add products, or a folder that holds them.', {}, PATIENCE)).toBeTruthy();
    expect(useMessages.getState().messages).toEqual([]);
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

  it('lists the products of a folder with date and what is kept, before anything runs', async () => {
    window.show(<QueueDialog />);
    await add('Add folder', resolve('build/samples'));
    const list = screen.getByRole('list', { name: 'Products' });
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2), PATIENCE);
    expect(list.textContent).toContain('6 May 2024T33UVU L2A');
    expect(screen.getByText('2 of 2 chosen')).toBeTruthy();
    await userEvent.click(within(list).getByRole('checkbox', { name: /MSIL1C/ }));
    expect(screen.getByText('1 of 2 chosen')).toBeTruthy();
    await add('Add product', join(folder, BROKEN));
    expect(await within(list).findByText(/could not be read|no Sentinel|cannot|torn|XML/i, {}, PATIENCE)).toBeTruthy();
  });

  it('runs as scenes are kept or by one recipe, and says product by product how it went', async () => {
    window.showLive(
      <>
        <QueueDialog />
        <SeasonView />
      </>,
    );
    expect(await screen.findByText('Nothing has been exported in this project yet.', {}, PATIENCE)).toBeTruthy();
    await add('Add product', resolve('build/samples', `${PRODUCT}.SAFE`));
    await screen.findByText('T33UVU L2A', {}, PATIENCE);
    await add('Add product', join(folder, BROKEN));
    await screen.findByRole('checkbox', { name: BROKEN }, PATIENCE);
    await add('Choose folder', join(folder, 'out'));
    await userEvent.click(screen.getByRole('radio', { name: '60 m' }));
    expect(screen.queryByRole('combobox', { name: 'Sliders' })).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: 'One recipe for all' }));
    expect(screen.getAllByLabelText('Sliders').length).toBeGreaterThan(0);
    await waitFor(() => expect(said()).toBe('They run one after the other in the background.'));
    await userEvent.click(screen.getByRole('button', { name: 'Start' }));

    expect(await screen.findByText('2 of 2 ended, 1 not done', {}, { timeout: 120_000 })).toBeTruthy();
    expect(await readdir(join(folder, 'out'))).toContain(`${PRODUCT}_mask_60m.tif`);
    const jobs = await window.test.json<Job[]>('GET', '/api/jobs');
    const done = jobs.find(({ kind, state }) => kind === 'export' && state === 'done')!;
    const { clear, cloud, semi, shadow, missing } = done.result!.percent!;
    const shares = [clear, cloud, semi, shadow, missing].map((share) => share!.toFixed(1)).join('');
    await waitFor(() => expect(rows().some((row) => row!.includes(`done${shares}one recipe`))).toBe(true), PATIENCE);
    const failed = jobs.find(({ state, kind }) => kind === 'export' && state === 'failed')!;
    expect(rows().some((row) => row!.includes(failed.error!.message))).toBe(true);

    await rm(join(folder, BROKEN), { recursive: true });
    await userEvent.click(screen.getByRole('button', { name: 'Try 1 again' }));
    await waitFor(async () => {
      const again = (await window.test.json<Job[]>('GET', '/api/jobs')).find(({ id }) => id === failed.id)!;
      expect(again).toMatchObject({ state: 'failed' });
      expect(again.error!.message).not.toBe(failed.error!.message);
      expect(rows().some((row) => row!.includes(again.error!.message))).toBe(true);
    }, PATIENCE);

    await userEvent.type(screen.getByRole('textbox', { name: 'Filter' }), 'nothing like it');
    expect(screen.getByText('No row holds "nothing like it".')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await userEvent.dblClick(screen.getByRole('button', { name: new RegExp(`^${PRODUCT},`) }));
    await waitFor(() => expect(activeProduct()?.name).toBe(PRODUCT), PATIENCE);
  });
});
