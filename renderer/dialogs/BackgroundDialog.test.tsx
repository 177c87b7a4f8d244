import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppSettings } from '../api/types.ts';
import { openDialog, useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import BackgroundDialog from './BackgroundDialog.tsx';

describe('the background map', () => {
  let window: TestWindow;
  const reload = vi.fn();
  beforeAll(async () => {
    window = await startTestWindow();
  });
  beforeEach(() => {
    reload.mockReset();
    vi.spyOn(document.defaultView!.location, 'reload').mockImplementation(reload);
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const background = async () => (await window.test.json<AppSettings>('GET', '/api/settings')).background;
  const button = (name: string) => screen.findByRole('button', { name }, PATIENCE);

  it('is on its way, or says why it cannot be shown', async () => {
    window.intercept((path) => (path === '/api/settings' ? never() : undefined));
    const { unmount } = window.show(<BackgroundDialog />);
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    unmount();
    window.clear();
    window.intercept((path) => (path === '/api/settings' ? refusal('settings.json cannot be read.') : undefined));
    window.show(<BackgroundDialog />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('settings.json cannot be read.');
  });

  it('says to whom it goes before it does, and stays offline when told so', async () => {
    openDialog('background');
    window.show(<BackgroundDialog />);
    const address = await screen.findByRole('textbox', { name: 'Tile address' }, PATIENCE);
    expect(screen.getByText(/goes online: it loads map tiles .* from tile\.openstreetmap\.org,/)).toBeTruthy();
    await userEvent.clear(address);
    await userEvent.click(address);
    await userEvent.paste('https://tiles.example.org/{z}/{x}/{y}.png');
    expect(screen.getByText(/from tiles\.example\.org,/)).toBeTruthy();
    await userEvent.click(await button('Stay offline'));
    expect(useUi.getState().dialog).toBeNull();
    expect((await background()).on).toBe(false);
  });

  it('refuses an address that is none', async () => {
    window.show(<BackgroundDialog />);
    const address = await screen.findByRole('textbox', { name: 'Tile address' }, PATIENCE);
    await userEvent.clear(address);
    await userEvent.type(address, 'a map');
    await userEvent.click(await button('Go online'));
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain(
      '"a map" is no address of map tiles.',
    );
    expect((await background()).on).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it('goes online and offline again, each time with the window loaded anew', async () => {
    window.show(<BackgroundDialog />);
    await userEvent.click(await button('Go online'));
    await waitFor(() => expect(reload).toHaveBeenCalledTimes(1), PATIENCE);
    expect((await background()).on).toBe(true);
    window.clear();
    window.show(<BackgroundDialog />);
    await userEvent.click(await button('Switch off and go offline'));
    await waitFor(() => expect(reload).toHaveBeenCalledTimes(2), PATIENCE);
    expect((await background()).on).toBe(false);
  });
});
