import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../electron/shell/engine-client.ts';
import { fileRoutes } from '../../electron/shell/file-routes.ts';
import { bridge } from '../api/bridge.ts';
import { engine } from '../api/engine.ts';
import type { ChoicePurpose } from '../api/types.ts';
import { useMessages } from '../state/messages.ts';
import { queryClient } from '../state/queries.ts';
import { type Interception, PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow, untilGivenUp } from '../test/window.tsx';
import FileDialog from './FileDialog.tsx';

const SAFE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

describe('the file list of the browser shell', () => {
  let window: TestWindow;
  let root: string;
  /** The shell's own routes, in front of the engine. */
  let shell: Interception;
  beforeAll(async () => {
    window = await startTestWindow();
    root = join(window.test.folder, 'shared');
    await mkdir(join(root, 'may', SAFE), { recursive: true });
    await mkdir(join(root, 'empty'));
    await mkdir(join(root, 'gone'));
    await writeFile(join(root, 'notes.txt'), 'twelve bytes');
    await writeFile(join(root, 'fmask.tif'), 'II');
    await writeFile(join(root, 'scl.tif'), 'II');
    const routes = fileRoutes(window.test.engine as unknown as EngineProcess, root);
    shell = (path, init) => (path.startsWith('/files') ? routes.request(path, init) : undefined);
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  /** Asks for a file, with the shell's routes or some of them answered otherwise. */
  const ask = (purpose: ChoicePurpose, instead: Interception = () => undefined) => {
    window.intercept((path, init) => instead(path, init) ?? shell(path, init));
    const choice = bridge.choose(purpose);
    window.show(<FileDialog />);
    return choice;
  };
  const entry = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('option', { name }, PATIENCE);
  const path = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Path' });
  const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

  it('is not there while nothing is asked', () => {
    window.intercept(shell);
    window.show(<FileDialog />);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('leads through folders to a product, which the engine may then read', async () => {
    const choice = ask('product');
    expect(await screen.findByRole('dialog', { name: 'Open product' })).toBeTruthy();
    expect((await entry(/notes\.txt/)).disabled).toBe(true);
    expect((await entry(/fmask\.tif/)).disabled).toBe(false);
    expect(button('Open').disabled).toBe(true);
    await userEvent.click(await entry(/may/));
    expect((await entry(/may/)).getAttribute('aria-selected')).toBe('true');
    await userEvent.dblClick(await entry(/may/));
    await userEvent.click(await entry(new RegExp(SAFE)));
    await userEvent.click(button('Open'));
    const { handle, name } = (await choice)!;
    expect(name).toBe(SAFE);
    expect((await window.test.json<{ path: string }>('GET', `/shell/grants/${handle}`)).path).toBe(
      join(root, 'may', SAFE),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('chooses the folder that is shown, or one in it; a double click enters', async () => {
    const choice = ask('output-folder');
    await userEvent.dblClick(await entry(/may/));
    await waitFor(() => expect(path().value).toBe('/may'), PATIENCE);
    expect((await entry(new RegExp(SAFE))).disabled).toBe(true);
    await userEvent.click(button('Up'));
    await userEvent.click(await entry(/empty/));
    await userEvent.click(button('Choose this folder'));
    expect((await choice)?.name).toBe('empty');
  });

  it('shows date, tile and level of products, goes to a path that is typed, and filters by name', async () => {
    const choice = ask('product');
    await entry(/notes/);
    await userEvent.clear(path());
    await userEvent.type(path(), `${root}/may/${SAFE}{Enter}`);
    const product = await entry(new RegExp(SAFE));
    await waitFor(() => expect(product.getAttribute('aria-selected')).toBe('true'));
    expect(product.textContent).toBe(`${SAFE}6 May 2024T33UVUL2A`);
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter by name' }), 'june');
    expect(screen.getByText('No name fits the filter.')).toBeTruthy();
    await userEvent.clear(path());
    await userEvent.type(path(), '/nowhere{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('There is no such file or folder here.');
    await userEvent.clear(path());
    await userEvent.type(path(), '/may{Enter}');
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(useMessages.getState().messages).toEqual([]);
    await userEvent.dblClick(await entry(new RegExp(SAFE)));
    expect((await choice)?.name).toBe(SAFE);
  });

  it('chooses several by Control and Shift where several are asked for', async () => {
    window.intercept((path, init) => shell(path, init));
    const choices = bridge.chooseSeveral('product');
    window.show(<FileDialog />);
    const user = userEvent.setup();
    await user.click(await entry(/fmask/));
    await user.keyboard('{Control>}');
    await user.click(await entry(/scl/));
    await user.keyboard('{/Control}');
    expect(screen.getByText('2 chosen')).toBeTruthy();
    await user.click(button('Open'));
    expect((await choices).map(({ name }) => name)).toEqual(['fmask.tif', 'scl.tif']);
  });

  it('makes a folder to write to, refuses one that is there, and begins there the next time', async () => {
    await queryClient.fetchQuery({ queryKey: ['settings'], queryFn: engine.settings });
    const choice = ask('output-folder');
    await userEvent.dblClick(await entry(/may/));
    for (const name of ['masks', 'masks']) {
      await userEvent.click(button('New folder'));
      await userEvent.type(screen.getByRole('textbox', { name: 'Name of the new folder' }), `${name}{Enter}`);
      await entry(/masks/);
    }
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('masks is there already.'), PATIENCE);
    await userEvent.dblClick(await entry(/masks/));
    await waitFor(() => expect(path().value).toBe('/may/masks'), PATIENCE);
    // Nothing is chosen of a folder that is not listed yet.
    await waitFor(() => expect(button('Choose this folder').disabled).toBe(false), PATIENCE);
    await userEvent.click(button('Choose this folder'));
    expect((await choice)?.name).toBe('masks');

    const next = bridge.choose('output-folder');
    await waitFor(() => expect(path().value).toBe('/may/masks'), PATIENCE);
    await userEvent.click(button('Cancel'));
    expect(await next).toBeNull();
  });

  it('gives up by its button and by Escape', async () => {
    const choice = ask('class-raster');
    await userEvent.click(button('Cancel'));
    expect(await choice).toBeNull();
    const second = bridge.choose('class-raster');
    await screen.findByRole('dialog');
    await userEvent.keyboard('{Escape}');
    expect(await second).toBeNull();
  });

  it('says that a folder is empty, and leads out of one that has gone', async () => {
    void ask('product');
    await userEvent.dblClick(await entry(/empty/));
    expect(await screen.findByText('This folder is empty.', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(button('Up'));
    const gone = await entry(/gone/);
    await rm(join(root, 'gone'), { recursive: true });
    await userEvent.dblClick(gone);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('There is no such file or folder');
    await userEvent.click(button('Up'));
    expect((await entry(/may/)).disabled).toBe(false);
  });

  it('waits for the list, and says why there is none', async () => {
    void ask('product', (path) => (path.startsWith('/files?') ? never() : undefined));
    expect(document.querySelectorAll('.skeleton-rows .mantine-Skeleton-root').length).toBeGreaterThan(0);
    window.clear();
    void ask('product', (path) => (path.startsWith('/files?') ? refusal('The folder cannot be read.') : undefined));
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The folder cannot be read.');
  });

  it('says what a slow disk is asked for, and goes back to the folder before where that is given up', async () => {
    const isSlow = (path: string) => /folder=(%2F)?may/.test(path) || path === '/files/grant';
    const choice = ask('product', (path, init) => (isSlow(path) ? untilGivenUp(init) : undefined));
    await userEvent.dblClick(await entry(/may/));
    expect(await screen.findByText('Reading /may…', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(button('Stop'));
    await entry(/fmask/);
    expect(path().value).toBe('/');
    expect(screen.queryByText('Reading /may…')).toBeNull();
    await userEvent.clear(path());
    await userEvent.type(path(), '/may/what.tif{Enter}');
    expect(await screen.findByText('Reading /may/what.tif…', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(button('Stop'));
    await userEvent.click(await entry(/fmask/));
    await userEvent.click(button('Open'));
    expect(await screen.findByText('Looking at /fmask.tif…', {}, PATIENCE)).toBeTruthy();
    await userEvent.click(button('Stop'));
    await waitFor(() => expect(button('Open').disabled).toBe(false));
    expect(useMessages.getState().messages).toEqual([]);
    window.intercept(shell);
    await userEvent.click(button('Open'));
    expect((await choice)?.name).toBe('fmask.tif');
  });

  it('stays open when the file is not to be had', async () => {
    void ask('product', (path) => (path === '/files/grant' ? refusal('There is no such file.', 404) : undefined));
    await userEvent.click(await entry(/fmask/));
    await userEvent.click(button('Open'));
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toBe('There is no such file.'), PATIENCE);
    expect(screen.getByRole('dialog')).toBeTruthy();
  });
});
