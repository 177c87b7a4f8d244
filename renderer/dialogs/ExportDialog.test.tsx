import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExportEstimate, Job, ProductDetail } from '../api/types.ts';
import { areas } from '../state/areas.ts';
import { useMessages } from '../state/messages.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import ExportDialog from './ExportDialog.tsx';

const ESTIMATE: ExportEstimate = { leastBytes: 3e9, bytes: 5e9, notes: [], freeBytes: 1e9, files: [] };

/** A square in the middle of a product, as a GeoJSON file of the user's. */
function squareFile({ corners }: ProductDetail): File {
  const [lon, lat] = [0, 1].map((axis) => corners!.reduce((sum, corner) => sum + corner[axis]! / 4, 0)) as [
    number,
    number,
  ];
  const half = 0.01;
  const ring = [
    [lon - half, lat - half],
    [lon + half, lat - half],
    [lon + half, lat + half],
    [lon - half, lat + half],
    [lon - half, lat - half],
  ];
  return new File([JSON.stringify({ type: 'Polygon', coordinates: [ring] })], 'square.geojson');
}

describe('the export dialog', () => {
  let window: TestWindow;
  let target: string;
  beforeAll(async () => {
    window = await startTestWindow();
    target = join(window.test.folder, 'exports');
    await mkdir(target);
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const said = () => screen.getAllByRole('status').at(-1)?.textContent;
  const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Export' });
  const chooseFolder = async () => {
    await userEvent.click(screen.getByRole('button', { name: /folder$/ }));
    await window.choose(target);
  };
  const refuseEstimates = (answer: () => Response | Promise<Response>) =>
    window.intercept((path) => (path === '/api/exports/estimate' ? answer() : undefined));

  it('shows nothing without a product', () => {
    window.show(<ExportDialog />);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says what is missing, one after the other, and exports nothing before', async () => {
    await window.openSample();
    window.show(<ExportDialog />);
    expect(await screen.findByRole('dialog', { name: 'Export 6 May 2024 T33UVU L2A' })).toBeTruthy();
    expect(said()).toBe('Choose a folder to write to.');
    const mask = screen.getByRole('checkbox', { name: 'Mask, GeoTIFF' });
    await userEvent.click(mask);
    expect(said()).toBe('Choose what to write.');
    await userEvent.click(mask);
    await userEvent.click(screen.getByRole('radio', { name: 'In view' }));
    expect(said()).toBe('Draw or load an area first.');
    expect(button().disabled).toBe(true);
  });

  it('estimates, writes the file, and overwrites it only when told so', async () => {
    await window.openSample();
    const { unmount } = window.show(<ExportDialog />);
    await chooseFolder();
    await waitFor(() => expect(said()).toMatch(/^About .+ to .+ in 1 file; .+ free$/), PATIENCE);
    await userEvent.click(button());
    await waitFor(() => expect(useUi.getState()).toMatchObject({ drawer: 'jobs', dialog: null }), PATIENCE);
    const [job] = await window.test.json<Job[]>('GET', '/api/jobs');
    expect((await window.test.ended(job!.id)).state).toBe('done');
    const name = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500_mask_60m.tif';
    expect(await readdir(target)).toContain(name);
    unmount();

    window.show(<ExportDialog />);
    expect(screen.getByText('exports')).toBeTruthy();
    const overwrite = await screen.findByRole(
      'checkbox',
      { name: 'Overwrite the file that is already there' },
      PATIENCE,
    );
    expect(screen.getAllByText(name).length).toBeGreaterThan(0);
    expect(button().disabled).toBe(true);
    expect(said()).toBe('The file is there already: overwrite it, or change names or folder.');
    await userEvent.click(overwrite);
    await waitFor(() => expect(said()).toMatch(/^About /), PATIENCE);
    await waitFor(() => expect(button().disabled).toBe(false), PATIENCE);
    await rm(join(target, name));
  });

  it('names files as the template says, shows the names, and refuses what it does not know', async () => {
    await window.openSample();
    window.show(<ExportDialog />);
    await chooseFolder();
    const names = await screen.findByRole('textbox', { name: 'Names of the files' });
    await userEvent.type(names, 'season 1');
    await userEvent.click(await screen.findByRole('button', { name: 'date' }, PATIENCE));
    expect(await screen.findByText('season 120240506_mask.tif', {}, PATIENCE)).toBeTruthy();
    await userEvent.clear(names);
    await userEvent.type(names, '{{clouds}');
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('Names cannot have {clouds}');
    expect(said()).toContain('Names cannot have {clouds}');
    expect(button().disabled).toBe(true);
  });

  it('takes an area from a file, and says why another file holds none', async () => {
    const product = await window.openSample();
    window.show(<ExportDialog />);
    await chooseFolder();
    await waitFor(() => expect(said()).toMatch(/^About/), PATIENCE);
    const [field] = document.querySelectorAll<HTMLInputElement>('input[type=file]');
    await userEvent.upload(field!, new File(['no JSON'], 'notes.geojson'));
    await waitFor(() => expect(useMessages.getState().messages[0]?.file).toBe('notes.geojson'), PATIENCE);
    expect(areas().list).toEqual([]);
    await userEvent.upload(field!, squareFile(product));
    const area = await screen.findByRole<HTMLInputElement>('radio', { name: 'square' }, PATIENCE);
    expect(area.checked).toBe(true);
    await waitFor(() => expect(said()).toMatch(/^About/), PATIENCE);
  });

  it('shows the options of what is to be written', async () => {
    await window.openSample();
    window.show(<ExportDialog />);
    expect(screen.queryByLabelText('Simplification of polygons in metres')).toBeNull();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Polygons, GeoPackage' }));
    expect(screen.getByLabelText('Simplification of polygons in metres')).toHaveProperty('value', '30 m');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Cleaned bands' }));
    const red = screen.getByRole('button', { name: 'B04' });
    expect(red.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(red);
    expect(red.getAttribute('aria-pressed')).toBe('false');
    expect(screen.getByRole('button', { name: 'B03' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('waits for the estimate, and lets nothing begin that is refused or does not fit on the disk', async () => {
    await window.openSample();
    refuseEstimates(never);
    const first = window.show(<ExportDialog />);
    await chooseFolder();
    await waitFor(() => expect(said()).toBe('Estimating the size'));
    expect(button().disabled).toBe(true);
    first.unmount();

    refuseEstimates(() => refusal('The folder exports cannot be written to.'));
    const second = window.show(<ExportDialog />);
    await chooseFolder();
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('cannot be written to');
    expect(button().disabled).toBe(true);
    second.unmount();

    refuseEstimates(() => Response.json(ESTIMATE));
    window.show(<ExportDialog />);
    await chooseFolder();
    const text = 'The folder has 1.0 GB free; the export needs up to 5.0 GB.';
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain(text);
    expect(button().disabled).toBe(true);
  });

  it('stays open when the job is refused, and says why', async () => {
    await window.openSample();
    window.show(<ExportDialog />);
    await userEvent.click(screen.getByRole('checkbox', { name: 'Mask, GeoTIFF' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Quicklook, PNG' }));
    await chooseFolder();
    await waitFor(() => expect(button().disabled).toBe(false), PATIENCE);
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('The queue is full.') : undefined,
    );
    await userEvent.click(button());
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('The queue is full.'), PATIENCE);
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect(await window.test.json<Job[]>('GET', '/api/jobs')).toHaveLength(2);
  });
});
