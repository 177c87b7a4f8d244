import { readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeTiff } from '../../electron/test/fake-tiff.ts';
import { type RangeServer, serveRanges } from '../../electron/test/range-server.ts';
import { SAMPLE_SAFE } from '../../electron/test/zarr-stores.ts';
import { chooseAndOpen } from '../actions/products.ts';
import { loadMissing } from '../actions/remote.ts';
import type { AppSettings, ProductDetail } from '../api/types.ts';
import { RemoteStatus } from '../app/RemoteStatus.tsx';
import { RemoteFacts } from '../panels/product/RemoteFacts.tsx';
import { activeProduct } from '../state/queries.ts';
import { useReadingQuestion } from '../state/reading.ts';
import { askAddress, useAskedAddress } from '../state/remote.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import AddressDialog from './AddressDialog.tsx';

describe('opening from an address', () => {
  let window: TestWindow;
  let server: RangeServer;
  beforeAll(async () => {
    window = await startTestWindow();
    server = await serveRanges(resolve(SAMPLE_SAFE.L2A));
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterEach(() => window.clear());
  afterAll(async () => {
    await window.close();
    await server.close();
  });

  const address = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Address' }, PATIENCE);
  const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
  const kept = () => window.test.json<AppSettings>('GET', '/api/settings');
  const products = () => window.test.json<ProductDetail[]>('GET', '/api/products');

  it('says that reading over the network is off, and asks nobody', async () => {
    askAddress({ address: `${server.url}/manifest.safe` });
    window.show(<AddressDialog />);
    expect((await address()).disabled).toBe(true);
    expect(screen.getByText(/^Reading over the network is off/)).toBeTruthy();
    expect(button('Look').disabled).toBe(true);
    expect((await kept()).readRemote).toBe(false);
    expect(server.requests).toEqual([]);
  });

  it('tells what would be fetched, opens it, and shows the count', async () => {
    askAddress({ address: '' });
    window.showLive(
      <>
        <AddressDialog />
        <RemoteStatus />
      </>,
    );
    const onOff = await screen.findByRole<HTMLInputElement>('switch', {}, PATIENCE);
    await waitFor(() => expect(onOff.disabled).toBe(false), PATIENCE);
    await userEvent.click(onOff);
    await waitFor(async () => expect((await kept()).readRemote).toBe(true));
    expect(button('Look').disabled).toBe(true);
    await userEvent.type(await address(), `${server.url}/manifest.safe?key=x`);
    expect(screen.getByText(/What follows the \? may be a key/)).toBeTruthy();
    expect(server.requests).toEqual([]);
    await userEvent.click(button('Look'));
    const would = await screen.findByRole('region', { name: 'What would be fetched' }, PATIENCE);
    expect(within(would).getByText(/^127\.0\.0\.1:\d+ \(\d+ files\)$/)).toBeTruthy();
    expect(await products()).toEqual([]);
    // Another address is another question.
    await userEvent.type(await address(), 'y');
    expect(screen.queryByRole('region', { name: 'What would be fetched' })).toBeNull();
    await userEvent.click(button('Look'));
    await screen.findByRole('region', { name: 'What would be fetched' }, PATIENCE);
    await userEvent.click(button('Open'));
    await waitFor(() => expect(activeProduct()?.remote?.hasQuery).toBe(true), PATIENCE);
    expect(useUi.getState().dialog).toBeNull();
    expect(await screen.findByText(/MB in \d+ requests/, {}, PATIENCE)).toBeTruthy();
  });

  it('is stopped, goes on and is loaded again in the panel', async () => {
    const [product] = await products();
    window.showLive(<RemoteFacts product={product!} />);
    expect(await screen.findByText(/^127\.0\.0\.1:\d+, [\d.]+ MB$/, {}, PATIENCE)).toBeTruthy();
    await userEvent.click(button('Stop reading'));
    expect(await screen.findByText(/^You stopped the reading/, {}, PATIENCE)).toBeTruthy();
    expect(button('Load again').disabled).toBe(true);
    server.requests.length = 0;
    await userEvent.click(button('Go on'));
    await waitFor(() => expect(screen.queryByText(/^You stopped the reading/)).toBeNull(), PATIENCE);
    expect(server.requests).toEqual([]);
    await userEvent.click(button('Load again'));
    await waitFor(() => expect(server.requests.some((line) => line.includes('MTD_MSIL2A'))).toBe(true), PATIENCE);
  });

  it('asks again for an address of which a part was not kept', async () => {
    const missing = { key: 'k', name: 'far', displayPath: 'https://example.org/item.json', reason: '' };
    await loadMissing({ ...missing, remote: { hasQuery: true } });
    expect(useUi.getState().dialog).toBe('address');
    expect(useAskedAddress.getState().asked).toEqual({ address: 'https://example.org/item.json' });
  });

  it('takes up an item on this machine whose files are at addresses', async () => {
    const files = await serveRanges(resolve(SAMPLE_SAFE.L2A));
    const names = await readdir(SAMPLE_SAFE.L2A, { recursive: true });
    const bands = names.filter((name) => /_20m\.jp2$|MTD_\w+\.xml$/.test(name));
    const assets = Object.fromEntries(bands.map((name) => [basename(name), { href: `${files.url}/${name}` }]));
    const item = join(window.test.folder, 'item.json');
    await writeFile(item, JSON.stringify({ type: 'Feature', stac_version: '1.0.0', id: 'afar', assets }));
    const opening = chooseAndOpen();
    await window.choose(item);
    await opening;
    expect(useUi.getState().dialog).toBe('address');
    expect(files.requests).toEqual([]);
    window.show(<AddressDialog />);
    expect(await screen.findByText('item.json', {}, PATIENCE)).toBeTruthy();
    await waitFor(() => expect(button('Look').disabled).toBe(false), PATIENCE);
    await userEvent.click(button('Look'));
    const would = await screen.findByRole('region', { name: 'What would be fetched' }, PATIENCE);
    expect(within(would).getByText('afar')).toBeTruthy();
    expect(files.requests).toEqual([]);
    await userEvent.click(button('Open'));
    await waitFor(() => expect(useUi.getState().dialog).toBeNull(), PATIENCE);
    expect((await products()).map(({ remote }) => remote?.address)).toContain(item);
    expect(files.requests.length).toBeGreaterThanOrEqual(bands.length);
    await files.close();
  });

  it('asks how a GeoTIFF is to be read that does not tell it', async () => {
    await writeFile(join(window.test.folder, 'scene.tif'), fakeTiff({ descriptions: [null, null, null] }));
    const files = await serveRanges(window.test.folder);
    try {
      askAddress({ address: `${files.url}/scene.tif` });
      window.show(<AddressDialog />);
      await waitFor(async () => expect((await address()).disabled).toBe(false), PATIENCE);
      await userEvent.click(button('Look'));
      await screen.findByRole('region', { name: 'What would be fetched' }, PATIENCE);
      await userEvent.click(button('Open'));
      await waitFor(() => expect(useUi.getState().dialog).toBe('reading'), PATIENCE);
      expect(useReadingQuestion.getState().question?.of).toMatchObject({ name: 'scene.tif' });
    } finally {
      await files.close();
    }
  });
});
