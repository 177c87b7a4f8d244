import { resolve } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PackSummary } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import PacksDialog from './PacksDialog.tsx';

describe('the model packs', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const listed = () => window.test.json<PackSummary[]>('GET', '/api/packs');

  it('are on their way, or cannot be listed', async () => {
    window.intercept((path) => (path === '/api/packs' ? never() : undefined));
    const { unmount } = window.show(<PacksDialog />);
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    unmount();
    window.clear();
    window.intercept((path) => (path === '/api/packs' ? refusal('The packs cannot be read.') : undefined));
    window.show(<PacksDialog />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The packs cannot be read.');
    expect(screen.queryByRole('status', { name: 'Loading' })).toBeNull();
  });

  it('say of each what it was made for', async () => {
    window.show(<PacksDialog />);
    for (const { name, scopeText, trainingData } of await listed()) {
      expect((await screen.findAllByText(name, { exact: false }, PATIENCE)).length).toBeGreaterThan(0);
      for (const text of [scopeText, trainingData].filter((one) => one !== ''))
        expect(screen.getAllByText(text).length).toBeGreaterThan(0);
    }
    expect(screen.queryAllByText('added')).toEqual([]);
  });

  it('become one more by a folder; one that is no pack is refused with the reason; giving up changes nothing', async () => {
    const before = await listed();
    window.show(<PacksDialog />);
    const add = await screen.findByRole('button', { name: 'Add a pack' }, PATIENCE);
    await userEvent.click(add);
    await window.choose(null);
    await userEvent.click(add);
    await window.choose(resolve('build/samples'));
    const notice = await screen.findByRole('alert', {}, PATIENCE);
    expect(notice.textContent).toContain('model.json');
    expect(await listed()).toHaveLength(before.length);

    await userEvent.click(add);
    await window.choose(resolve('electron/engine/model/fixtures/tiny-pixel'));
    expect(await screen.findByText('added', {}, PATIENCE)).toBeTruthy();
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('The pack tiny-pixel 1.0.0 was added.'));
    expect(screen.queryByRole('alert')).toBeNull();
    expect((await listed()).map(({ id }) => id)).toContain('tiny-pixel');
  });
});
