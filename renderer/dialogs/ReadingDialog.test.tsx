import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeTiff } from '../../electron/test/fake-tiff.ts';
import { chooseAndOpen } from '../actions/products.ts';
import type { ProductDetail } from '../api/types.ts';
import { askOtherReading, askReading } from '../state/reading.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import ReadingDialog from './ReadingDialog.tsx';

describe('the question how a stack of bands is to be read', () => {
  let window: TestWindow;
  let file: string;
  beforeAll(async () => {
    window = await startTestWindow();
    file = join(window.test.folder, 'scene.tif');
    await writeFile(file, fakeTiff({ descriptions: [null, null, null] }));
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const open = () => window.test.json<ProductDetail[]>('GET', '/api/products');
  const button = () => screen.getAllByRole<HTMLButtonElement>('button', { name: 'Open' })[0]!;
  const field = (name: string) => screen.getByRole('textbox', { name });
  /** Opens the file as the user does, and shows the question that this leads to. */
  const ask = async () => {
    const opening = chooseAndOpen();
    await window.choose(file);
    await opening;
    expect(useUi.getState().dialog).toBe('reading');
    window.show(<ReadingDialog />);
    return screen.findByRole('dialog', { name: 'How scene.tif is to be read' });
  };

  it('is not there while no file asks for it', () => {
    window.show(<ReadingDialog />);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says what the file lacks, and which of the answers are of no use', async () => {
    const dialog = await ask();
    expect(within(dialog).getByRole('alert').textContent).toContain('scene.tif');
    await userEvent.type(field('Bands'), 'B02, red');
    await userEvent.type(field('Scale'), '0');
    expect(screen.getByText(/^red: no band of Sentinel-2\./)).toBeTruthy();
    expect(screen.getByText('A number above 0 is wanted.')).toBeTruthy();
    expect(button().disabled).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(useUi.getState().dialog).toBeNull();
    expect(await open()).toEqual([]);
  });

  it('shows what is still wrong with what was said, and lets it be said better', async () => {
    const dialog = await ask();
    const notice = () => within(dialog).getByRole('alert').textContent;
    const before = notice();
    await userEvent.type(field('Bands'), 'B02 B03');
    await userEvent.click(button());
    await waitFor(() => expect(notice()).not.toBe(before), PATIENCE);
    await waitFor(() => expect(button().disabled).toBe(false));
    expect(await open()).toEqual([]);
  });

  it('shows the file as the fields say, and tells wrong units at once', async () => {
    const values = Array.from({ length: 30 }, (_, k) => 600 + 40 * k);
    await writeFile(file, fakeTiff({ descriptions: [null, null, null], values }));
    await ask();
    const preview = screen.getByRole('region', { name: 'Preview' });
    const seen = within(preview);
    expect(await seen.findByText(/^Grey: plane 1/)).toBeTruthy();
    expect(seen.getByText(/^Not impossible as reflectances/)).toBeTruthy();
    expect(seen.getByRole('img').getAttribute('src')).toMatch(/^data:image\/png;base64,\w/);
    await userEvent.click(screen.getByRole('radio', { name: 'Level-2A' }));
    await userEvent.type(field('Bands'), 'B04 B03 B02');
    expect(await seen.findByText(/^Red, green, blue: B04, B03, B02/)).toBeTruthy();
    expect(await seen.findByText('The reflectances are plausible.')).toBeTruthy();
    const medians = () => seen.getByRole('table', { name: 'Median reflectance' });
    expect(within(medians()).getByRole('row', { name: /^B04/ }).textContent).toMatch(/^B040\.1[12]\d$/);
    await userEvent.type(field('Scale'), '1');
    expect(await seen.findByText('These cannot be reflectances of the Earth.')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toMatch(/above 2 .*Scale 0\.0001/);
    await userEvent.clear(field('Scale'));
    await userEvent.type(field('Scale'), '0.0001');
    await userEvent.type(field('Offset'), '-0.1');
    await waitFor(() => expect(medians().textContent).toMatch(/B040\.0[12]\d/), PATIENCE);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says in the place of the picture why there is none', async () => {
    await ask();
    await writeFile(file, 'no picture');
    await userEvent.type(field('Offset'), '0');
    const none = await within(screen.getByRole('region', { name: 'Preview' })).findByText(/scene\.tif is neither/);
    expect(none).toBeTruthy();
    await writeFile(file, fakeTiff({ descriptions: [null, null, null] }));
  });

  it('looks at nothing on the network', async () => {
    const asked: string[] = [];
    window.intercept((path) => void asked.push(path));
    askReading({ address: 'https://example.test/scene.tif', name: 'scene.tif' }, new Error('Nothing tells the level.'));
    window.show(<ReadingDialog />);
    expect(await screen.findByText(/^No preview: nothing is fetched/)).toBeTruthy();
    await new Promise((wait) => setTimeout(wait, 500));
    expect(asked.filter((path) => path.includes('preview'))).toEqual([]);
  });

  it('waits while the file is opened', async () => {
    await ask();
    window.intercept((path, { method }) => (path === '/api/products' && method === 'POST' ? never() : undefined));
    await userEvent.click(button());
    await waitFor(() => expect(button().getAttribute('data-loading')).toBe('true'));
  });

  it('opens the file as it is told', async () => {
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('No mask is computed here.') : undefined,
    );
    await ask();
    await userEvent.click(screen.getByRole('radio', { name: 'Level-1C' }));
    await userEvent.type(field('Bands'), 'B02, B03, B04');
    await userEvent.type(field('Scale'), '0,0001');
    await userEvent.type(field('Offset'), '-0.1{Enter}');
    await waitFor(() => expect(useUi.getState().dialog).toBeNull(), PATIENCE);
    const [product] = await open();
    expect(product).toMatchObject({ level: 'L1C', quantification: 10000, offsets: { B02: -1000, B04: -1000 } });
    expect(Object.keys(product!.bands)).toEqual(['B02', 'B03', 'B04']);
  });

  it('reads an open product otherwise, in its place', async () => {
    const product = await window.openSample();
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('No mask is computed here.') : undefined,
    );
    askOtherReading(product);
    window.show(<ReadingDialog />);
    await screen.findByRole('dialog', { name: 'How 6 May 2024 T33UVU L2A is to be read' });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(await screen.findByText(/^Red, green, blue: B04, B03, B02/)).toBeTruthy();
    await userEvent.type(field('Offset'), '-0.05');
    await userEvent.click(screen.getByRole('button', { name: 'Read' }));
    await waitFor(() => expect(useUi.getState().dialog).toBeNull(), PATIENCE);
    const again = (await open()).find(({ id }) => id === product.id);
    expect(again?.reading).toEqual({ offset: -0.05 });
    expect(again?.offsets.B02).toBe(-500);
    await window.test.request('DELETE', `/api/products/${product.id}`);
  });
});
