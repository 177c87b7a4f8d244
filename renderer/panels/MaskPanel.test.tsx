import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { areSlidersMoved, computeMask } from '../actions/masks.ts';
import { openSample } from '../actions/products.ts';
import type { MaskState, ProductDetail } from '../api/types.ts';
import { shown } from '../state/history.ts';
import { bumpMask } from '../state/mask-progress.ts';
import { queryClient } from '../state/queries.ts';
import { updateActive, useScenes } from '../state/scenes.ts';
import { useUi } from '../state/ui.ts';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import { MaskPanel } from './MaskPanel.tsx';

describe('the mask panel', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const activeScene = () => {
    const { active, scenes } = useScenes.getState();
    return scenes[active!]!;
  };

  it('is empty without a product', () => {
    window.show(<MaskPanel />);
    expect(screen.getByText('Open a product to see its mask.')).toBeTruthy();
  });

  it('says where no pack fits, and leads to the packs', async () => {
    await openSample('L2A');
    updateActive((scene) => ({ ...scene, choice: null }));
    window.show(<MaskPanel />);
    await userEvent.click(await screen.findByRole('button', { name: 'Model packs' }));
    expect(useUi.getState().dialog).toBe('packs');
    queryClient.setQueryData<ProductDetail[]>(['products'], (all = []) => all.map((one) => ({ ...one, bands: {} })));
    expect(await screen.findByText(/^None of the bands of this product can be read/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Model packs' }), 'no pack would help').toBeNull();
  });

  it('offers to compute a mask that is not there, and tells of one that is being computed', async () => {
    window.intercept((path, { method }) =>
      path === '/api/jobs' && method === 'POST' ? refusal('No room on the disk.') : undefined,
    );
    await openSample('L2A');
    window.show(<MaskPanel />);
    expect(await screen.findByRole('button', { name: 'Compute mask 60 m' })).toBeTruthy();
    expect(screen.getByText('They come with the first tiles of the mask.')).toBeTruthy();
    useUi.setState({ previewWaits: useScenes.getState().active });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Compute mask 60 m' })).toBeNull());
  });

  it('shows statistics of the computed mask; a confidence typed in changes them', async () => {
    await openSample('L2A');
    useUi.setState({ previewWaits: null });
    await computeMask(60);
    const [job] = await window.test.json<{ id: string }[]>('GET', '/api/jobs');
    await window.test.ended(job!.id);
    await queryClient.invalidateQueries();
    window.show(<MaskPanel />);
    const share = () => screen.getAllByRole('row').find((row) => /^Cloud\d/.test(row.textContent))?.textContent;
    await waitFor(() => expect(share()).toBeDefined());
    const before = share();
    expect(areSlidersMoved(), 'there is nothing to reset').toBe(false);
    const field = screen.getByLabelText('Cloud confidence, value');
    await userEvent.clear(field);
    await userEvent.type(field, '0.95{Enter}');
    expect(shown(activeScene().tuning).parameters.thresholds.cloud).toBe(0.95);
    expect(areSlidersMoved()).toBe(true);
    await waitFor(() => expect(share()).not.toBe(before));
    window.intercept((path) => (path.endsWith('/mask-statistics') ? never() : undefined));
    await userEvent.clear(field);
    await userEvent.type(field, '0.9{Enter}');
    expect(await screen.findByText('Being counted anew.')).toBeTruthy();
    expect(screen.queryByText(/^While moving/)).toBeNull();
  });

  it('shows what the engine refused', async () => {
    await openSample('L2A');
    window.intercept((path) => (path.endsWith('/mask-statistics') ? refusal('The store cannot be read.') : undefined));
    window.show(<MaskPanel />);
    expect(await screen.findByText('The store cannot be read.')).toBeTruthy();
  });

  it('asks for numbers once when the first part of a mask is there, and not before', async () => {
    await openSample('L2A');
    const { active } = useScenes.getState();
    const masks = ['masks', active];
    let states: MaskState[] = [];
    let asked = 0;
    window.intercept((path) => {
      if (path.endsWith('/masks')) return Response.json(states);
      if (!path.endsWith('/mask-statistics')) return undefined;
      asked++;
      return never();
    });
    queryClient.setQueryData(masks, states);
    useUi.setState({ previewWaits: active });
    window.show(<MaskPanel />);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(0);
    states = [{ ...activeScene().choice!, fraction: 0.5 }];
    act(() => {
      queryClient.setQueryData(masks, states);
      bumpMask(active!);
    });
    await waitFor(() => expect(asked).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toBe(1);
    useUi.setState({ previewWaits: null });
  });

  it('holds the places of numbers that are on their way', async () => {
    await openSample('L2A');
    const pack = activeScene().choice!;
    window.intercept((path) => {
      if (path.endsWith('/mask-statistics')) return never();
      return path.endsWith('/masks') ? Response.json([{ ...pack, fraction: 1 }]) : undefined;
    });
    const { container } = window.show(<MaskPanel />);
    await waitFor(() => expect(container.querySelectorAll('.stats .mantine-Skeleton-root').length).toBeGreaterThan(5));
  });
});
