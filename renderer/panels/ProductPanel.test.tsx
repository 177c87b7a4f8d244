import { join } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeOldProduct } from '../../e2e/old-product.ts';
import { chooseAndOpen } from '../actions/products.ts';
import type { MaskState, NoDataShare, ProductDetail } from '../api/types.ts';
import { endedPreviews } from '../state/milestones.ts';
import { queryClient } from '../state/queries.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { ProductPanel } from './ProductPanel.tsx';

describe('the product panel', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const fact = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent;

  it('is empty without a product', () => {
    window.show(<ProductPanel />);
    expect(screen.getByText('Open a product to see its metadata.')).toBeTruthy();
  });

  it('says what the metadata say, and counts the pixels without data', async () => {
    const product = await window.openSample();
    window.show(<ProductPanel />);
    expect(await screen.findByText(product.name)).toBeTruthy();
    expect(fact('Tile')).toBe('T33UVU, orbit 22');
    expect(fact('CRS')).toContain('EPSG:32633');
    expect(fact('Sensing')).toBe('6 May 2024 10:15 UTC');
    expect(fact('Offset')).toBe('−1000 DN, all bands');
    const { share } = await window.test.json<NoDataShare>('GET', `/api/products/${product.id}/no-data`);
    await waitFor(() => expect(fact('No data')).toBe(`${(share * 100).toFixed(1)} %, of B04 at 60 m`), PATIENCE);
  });

  it('leaves the counting until the preview mask is there', async () => {
    const { id } = await window.openSample();
    endedPreviews.forget(id);
    let asked = 0;
    window.intercept((path) => {
      if (path.includes('/no-data')) asked++;
      return undefined;
    });
    window.show(<ProductPanel />);
    await screen.findByText('No data');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(0);
    endedPreviews.reached(id);
    await waitFor(() => expect(fact('No data')).toMatch(/^\d+\.\d %, of B04 at 60 m$/), PATIENCE);
    expect(asked).toBe(1);
  });

  it('counts while the statistics are on their way, and says why they do not come', async () => {
    await window.openSample();
    window.intercept((path) => (path.includes('/no-data') ? never() : undefined));
    const { unmount } = window.show(<ProductPanel />);
    await screen.findByText('No data');
    expect(fact('No data')).toBe('counting');
    unmount();
    window.clear();

    await window.openSample();
    window.intercept((path) => (path.includes('/no-data') ? refusal('B04 cannot be read.') : undefined));
    window.show(<ProductPanel />);
    await waitFor(() => expect(fact('No data')).toBe('not counted: B04 cannot be read.'), PATIENCE);
  });

  it('warns of what the product and its masks lack', async () => {
    const product = await window.openSample();
    const warnings = [
      { code: 'band-missing', message: 'B09 is missing.', files: ['T33UVU_B09_60m'] },
      { code: 'metadata', message: 'The platform is unknown.', file: 'MTD_MSIL2A.xml' },
    ];
    queryClient.setQueryData(['products'], [{ ...product, warnings }]);
    queryClient.setQueryData<MaskState[]>(
      ['masks', product.id],
      [{ ...product.preview!, fraction: 1, warnings: ['The sun is low.'] }],
    );
    window.show(<ProductPanel />);
    expect(await screen.findByText('3 warnings')).toBeTruthy();
    const texts = screen.getAllByRole('status').map((notice) => notice.textContent);
    expect(texts).toEqual(['B09 is missing.', 'The platform is unknown.MTD_MSIL2A.xml', 'The sun is low.']);
    const groups = [...document.querySelectorAll('details.warnings')].map((group) => group.firstChild!.textContent);
    expect(groups).toEqual(['Bands1 warning', 'Files and metadata1 warning', 'Masks1 warning']);
    expect(screen.getByText(/^Where a band is coarser/)).toBeTruthy();
    expect(screen.getByText('T33UVU_B09_60m').closest('details')?.open).toBe(false);
  });

  it('says where the same image is open twice', async () => {
    const product = await window.openSample();
    queryClient.setQueryData(
      ['products'],
      [
        { ...product, warnings: [] },
        { ...product, id: 'copy', baseline: '05.11' },
      ],
    );
    window.show(<ProductPanel />);
    expect(await screen.findByText('1 warning', { selector: '.panel-head span' })).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('The same image is open twice');
  });

  it('puts another granule of an old product in the place of the one that is open', async () => {
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('No mask is computed here.') : undefined,
    );
    const opening = chooseAndOpen();
    await window.choose(join(window.test.folder, writeOldProduct(window.test.folder)));
    await opening;
    window.show(<ProductPanel />);
    expect(fact('Tile')).toContain('T33UVT');
    await userEvent.click(await screen.findByRole('combobox', { name: 'Granule, one of 2' }));
    await userEvent.click(await screen.findByRole('option', { name: /T33UVU/ }));
    await waitFor(() => expect(fact('Tile')).toContain('T33UVU'), PATIENCE);
    const granules = (await window.test.json<ProductDetail[]>('GET', '/api/products')).map(({ granule }) => granule);
    expect(granules.filter((granule) => granule.includes('T33UVT'))).toEqual([]);
  });
});
