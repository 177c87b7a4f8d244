import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client.ts';
import { Dialog } from '../dialogs/Dialog.tsx';
import { say, sayError, sayInfo, useMessages } from '../state/messages.ts';
import { setUi } from '../state/ui.ts';
import { clearPage, show } from '../test/page.tsx';
import { Toast } from './Toast.tsx';

describe('the toast', () => {
  afterEach(() => {
    vi.useRealTimers();
    clearPage();
  });

  it('shows the latest message until it is closed; the list of messages keeps it', async () => {
    show(<Toast />);
    expect(document.querySelector('.toast')).toBeNull();
    say({ kind: 'warning', text: 'B09 is missing.' });
    say({ kind: 'error', text: 'The file cannot be read.', file: 'B02.jp2', remedy: 'Load it again.' });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toBe('The file cannot be read.B02.jp2Load it again.');
    expect(screen.queryByText('B09 is missing.')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(useMessages.getState().messages).toHaveLength(2);
  });

  it('tells what failed because the engine was away when the line that says so has gone', async () => {
    show(<Toast />);
    setUi({ connection: 'lost' });
    const error = {
      name: 'EngineStopped',
      message: 'The engine stopped while it worked on this.',
      remedy: 'Try again.',
    };
    act(() => sayError(new ApiError(503, error)));
    expect(document.querySelector('.toast')).toBeNull();
    act(() => sayInfo('Something else.'));
    expect(await screen.findByText('Something else.')).toBeTruthy();
    act(() => sayError(new ApiError(503, error)));
    expect(document.querySelector('.toast')).toBeNull();
    act(() => setUi({ connection: 'connected' }));
    expect(await screen.findByText(error.message)).toBeTruthy();
  });

  it('cuts a long text until all of it is asked for', async () => {
    show(<Toast />);
    const text = `The file ${'long '.repeat(60)}cannot be read.`;
    say({ kind: 'error', text });
    await userEvent.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(screen.getByText(text)).toBeTruthy();
  });

  it('tells what is wrong with a file of a long name, which stands below in full', async () => {
    show(<Toast />);
    const name = `S2A_MSIL2A_20240101T000000${'_renamed'.repeat(30)}_twice.tif`;
    say({ kind: 'error', text: `${name} is no multi-band GeoTIFF.`, file: `downloads/${name}` });
    const alert = await screen.findByRole('alert');
    expect(
      within(alert).getByText(/^S2A_MSIL2A_20240101T000000…\S+_twice\.tif is no multi-band GeoTIFF\.$/),
    ).toBeTruthy();
    expect(within(alert).getByText(`downloads/${name}`)).toBeTruthy();
  });

  /** Says something in the middle of the time that `act` holds still. */
  const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
  const text = () => document.querySelector('.toast')?.textContent;

  it('goes after five seconds where it only tells; each message has its own time; errors stay', async () => {
    vi.useFakeTimers();
    show(<Toast />);
    act(() => sayInfo('One.'));
    await pass(4000);
    expect(text()).toBe('One.');
    act(() => sayInfo('Two.'));
    await pass(4000);
    expect(text()).toBe('Two.');
    act(() => sayInfo('Two.'));
    await pass(4000);
    expect(text()).toBe('Two.');
    await pass(1500);
    expect(text()).toBeUndefined();
    act(() => say({ kind: 'error', text: 'Three.' }));
    await pass(60_000);
    expect(text()).toBe('Three.');
  });

  it('lets a warning go as well, but not while the pointer is on it', async () => {
    vi.useFakeTimers();
    show(<Toast />);
    act(() => say({ kind: 'warning', text: 'B09 is missing.' }));
    await pass(9000);
    fireEvent.mouseEnter(document.querySelector('.toast')!);
    await pass(60_000);
    expect(text()).toBe('B09 is missing.');
    fireEvent.mouseLeave(document.querySelector('.toast')!);
    await pass(10_500);
    expect(text()).toBeUndefined();
  });

  it('stands within the topmost dialog, where it covers nothing', async () => {
    const both = (
      <>
        <Toast />
        <Dialog title="Export">body</Dialog>
      </>
    );
    show(both);
    act(() => say({ kind: 'error', text: 'The folder is full.' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export' });
    expect(await within(dialog).findByText('The folder is full.')).toBeTruthy();
    expect(document.querySelectorAll('.toast')).toHaveLength(1);
  });
});
