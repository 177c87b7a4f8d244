import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppSettings } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import SettingsDialog from './SettingsDialog.tsx';

describe('the settings', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const kept = () => window.test.json<AppSettings>('GET', '/api/settings');
  const choose = async (list: string, option: string) => {
    await userEvent.click(await screen.findByRole('combobox', { name: list }, PATIENCE));
    await userEvent.click(await screen.findByRole('option', { name: option }));
  };

  it('are on their way, or cannot be read', async () => {
    window.intercept((path) => (path === '/api/settings' ? never() : undefined));
    const { unmount } = window.show(<SettingsDialog />);
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    unmount();
    window.clear();
    window.intercept((path) => (path === '/api/settings' ? refusal('settings.json cannot be read.') : undefined));
    window.show(<SettingsDialog />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('settings.json cannot be read.');
  });

  it('are kept as soon as they are changed', async () => {
    window.show(<SettingsDialog />);
    await choose('Theme', 'Light');
    await userEvent.click(screen.getByRole('switch', { name: 'Compute the 20 m mask at once' }));
    await choose('Inference on', 'Automatic: the fastest that works');
    await waitFor(
      async () => expect(await kept()).toMatchObject({ theme: 'light', computeOnOpen: true, device: 'auto' }),
      PATIENCE,
    );
  });

  it('lead to the background map, and say that nothing is loaded from the internet', async () => {
    window.show(<SettingsDialog />);
    expect(await screen.findByText('Off: nothing is loaded from the internet', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Change…' }));
    expect(useUi.getState().dialog).toBe('background');
  });

  it('list the presets, which can be removed', async () => {
    await window.test.json('PUT', '/api/settings', {
      ...(await kept()),
      presets: ['Alps', 'Coast'].map((name) => ({ name, parameters: {} })),
    });
    window.show(<SettingsDialog />);
    await userEvent.click(await screen.findByRole('button', { name: 'Remove the preset Alps' }, PATIENCE));
    await waitFor(async () => expect((await kept()).presets.map(({ name }) => name)).toEqual(['Coast']), PATIENCE);
    await userEvent.click(screen.getByRole('button', { name: 'Remove the preset Coast' }));
    expect(await screen.findByText('None. They are saved in the Mask panel.')).toBeTruthy();
  });

  it('go back to what is kept where a change was refused', async () => {
    const { theme } = await kept();
    window.intercept((path, { method }) =>
      path === '/api/settings' && method === 'PUT' ? refusal('The disk is full.') : undefined,
    );
    window.show(<SettingsDialog />);
    const value = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Theme' }).value;
    await screen.findByRole('combobox', { name: 'Theme' }, PATIENCE);
    const before = value();
    await choose('Theme', theme === 'dark' ? 'Light' : 'Dark');
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('The disk is full.'), PATIENCE);
    await waitFor(() => expect(value()).toBe(before), PATIENCE);
    expect((await kept()).theme).toBe(theme);
  });
});
