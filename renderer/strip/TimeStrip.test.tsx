import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProductDetail } from '../api/types.ts';
import { queryClient } from '../state/queries.ts';
import { activate, useScenes } from '../state/scenes.ts';
import { NO_FILTER, setFilter, useStrip } from '../state/strip.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { TimeStrip } from './TimeStrip.tsx';

let window: TestWindow;
let scene: ProductDetail;
let other: ProductDetail;
beforeAll(async () => {
  window = await startTestWindow();
});
afterEach(() => {
  useStrip.setState({ folded: false, scope: 'scene', filter: NO_FILTER, listed: null });
  window.clear();
});
afterAll(() => window.close());

const chips = () => within(screen.getByRole('radiogroup', { name: /^Dates of/ })).getAllByRole('radio');
const chip = (name: RegExp) => screen.findByRole('radio', { name }, PATIENCE);

describe('the strip of dates', () => {
  it('is not there for one date', async () => {
    await window.openSample('L2A');
    window.show(<TimeStrip />);
    expect(screen.queryByRole('radiogroup')).toBeNull();
  });

  async function openBoth(): Promise<void> {
    other = await window.openSample('L1C');
    scene = await window.openSample('L2A');
    window.showLive(<TimeStrip />);
    await chip(/^6 May 2024 T33UVU L1C, \d+ % clear, Preview mask$/);
    await chip(/^6 May 2024 T33UVU L2A, \d+ % clear, Preview mask$/);
    act(() => activate(scene.id));
  }

  it('names each date, its clear share and state, and goes where it is told', async () => {
    await openBoth();
    expect(chips().map((one) => one.getAttribute('aria-checked'))).toEqual(['false', 'true']);
    await userEvent.click(chips()[0]!);
    expect(useScenes.getState().active).toBe(other.id);
    chips()[0]!.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(useScenes.getState().active).toBe(scene.id);
    expect(document.activeElement).toBe(chips()[1]);
  });

  it('marks dates that show the same image', async () => {
    await openBoth();
    expect(screen.queryByText('open twice')).toBeNull();
    const all = queryClient.getQueryData<ProductDetail[]>(['products'])!;
    act(() => void queryClient.setQueryData(['products'], [...all, { ...scene, id: 'copy' }]));
    expect(await screen.findAllByText('open twice', undefined, PATIENCE)).toHaveLength(2);
    expect(screen.getAllByTitle(/The same image is open twice/)).toHaveLength(2);
  });

  it('keeps the current date whatever the filter says, and tells stepping what is left', async () => {
    await openBoth();
    setFilter({ level: 'L1C' });
    await waitFor(() => expect(useStrip.getState().listed).toEqual([other.id]));
    expect(chips()).toHaveLength(2);
    await userEvent.click(chips()[0]!);
    await waitFor(() => expect(chips()).toHaveLength(1));
    await userEvent.click(screen.getByRole('button', { name: '1 of 2: filter and legend' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Show all dates' }));
    await waitFor(() => expect(chips()).toHaveLength(2));
  });

  it('sets a date beside the current one', async () => {
    await openBoth();
    const user = userEvent.setup();
    await user.keyboard('{Shift>}');
    await user.click(chips()[0]!);
    await user.keyboard('{/Shift}');
    await waitFor(() => expect(useUi.getState().otherDate).toBe(other.id));
    expect(useUi.getState()).toMatchObject({ pair: 'date-date', viewMode: 'swipe' });
    expect(within(chips()[0]!).getByText('compared')).toBeTruthy();
    expect(useScenes.getState().active).toBe(scene.id);
  });

  it('says that a share could not be counted', async () => {
    await openBoth();
    window.intercept((path) =>
      path.includes('/clear-share')
        ? Response.json({ error: { name: 'E', message: 'no' } }, { status: 400 })
        : undefined,
    );
    useScenes.setState(({ scenes }) => {
      const one = scenes[scene.id]!;
      const parameters = { ...one.tuning.present.parameters, minAreaSquareMetres: 5000 };
      return {
        scenes: {
          ...scenes,
          [scene.id]: { ...one, tuning: { ...one.tuning, present: { ...one.tuning.present, parameters } } },
        },
      };
    });
    await chip(/L2A, unknown, Preview mask$/);
  });
});
