import { resolve } from 'node:path';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bridge } from '../api/bridge.ts';
import type { Choice } from '../api/types.ts';
import { activeProduct } from '../state/queries.ts';
import { PATIENCE } from '../test/page.tsx';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { Toast } from '../widgets/Toast.tsx';
import { DropTarget } from './DropTarget.tsx';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');

describe('the window while something is dragged over it', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    window.clear();
  });
  afterAll(() => window.close());

  const body = document.body;
  const files = (...names: string[]) => ({
    dataTransfer: { types: ['Files'], files: names.map((name) => new File([], name)) },
  });
  const showTarget = () =>
    window.show(
      <>
        <DropTarget />
        <Toast />
      </>,
    );
  const isOffered = () => document.querySelector('.drop-target') !== null;

  it('offers to open files, until they leave it', () => {
    showTarget();
    expect(isOffered()).toBe(false);
    fireEvent.dragEnter(body, files());
    // Into a part of the window, and out of that again.
    fireEvent.dragEnter(body, files());
    fireEvent.dragLeave(body, files());
    expect(isOffered()).toBe(true);
    fireEvent.dragLeave(body, files());
    expect(isOffered()).toBe(false);
  });

  it('leaves text and pictures of other programs alone', () => {
    showTarget();
    const text = { dataTransfer: { types: ['text/plain'], files: [] } };
    fireEvent.dragEnter(body, text);
    expect(isOffered()).toBe(false);
    expect(fireEvent.dragOver(body, text)).toBe(true);
    expect(fireEvent.dragOver(body, files())).toBe(false);
  });

  it('says in a browser, which does not tell where files lie, how else to open them', async () => {
    showTarget();
    fireEvent.dragEnter(body, files('a.zip'));
    expect(document.querySelector('.drop-target')!.textContent).toContain('open them by File, Open product');
    fireEvent.drop(body, files('a.zip'));
    expect(isOffered()).toBe(false);
    const said = (await screen.findByRole('status', {}, PATIENCE)).textContent;
    expect(said).toContain('A browser does not tell where a.zip lies.');
    expect(said).toContain('Choose it in the file list');
  });

  it('opens what is dropped where the shell knows its place', async () => {
    const grant = (path: string) => window.test.json<Choice>('POST', '/shell/grants', { path });
    vi.spyOn(bridge, 'dropped').mockImplementation((dropped) => Promise.all(dropped.map(() => grant(SAMPLE))));
    showTarget();
    fireEvent.drop(body, files('product.SAFE'));
    await waitFor(() => expect(activeProduct()?.level).toBe('L2A'), PATIENCE);
    await window.previewed(activeProduct()!);
  });

  it('says why what is dropped cannot be opened', async () => {
    const grant = (path: string) => window.test.json<Choice>('POST', '/shell/grants', { path });
    vi.spyOn(bridge, 'dropped').mockImplementation((dropped) =>
      Promise.all(dropped.map(() => grant(resolve('LICENSE')))),
    );
    showTarget();
    fireEvent.drop(body, files('LICENSE'));
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('LICENSE');
    expect(activeProduct()).toBeNull();
  });
});
