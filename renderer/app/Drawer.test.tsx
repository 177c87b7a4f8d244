import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { engine } from '../api/engine.ts';
import type { Job } from '../api/types.ts';
import { say, useMessages } from '../state/messages.ts';
import { newRecipe } from '../state/recipe.ts';
import { setUi, useUi } from '../state/ui.ts';
import { PATIENCE } from '../test/page.tsx';
import { never, refusal, startTestWindow, type TestWindow } from '../test/window.tsx';
import Drawer from './Drawer.tsx';
import { JobStrip } from './JobStrip.tsx';

describe('the drawer and the line below it', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  const jobs = () => window.test.json<Job[]>('GET', '/api/jobs');
  const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name }, PATIENCE);
  const row = (name: RegExp) => screen.findByRole('listitem', { name }, PATIENCE);
  const showJobs = () => {
    setUi({ drawer: 'jobs' });
    return window.showLive(
      <>
        <Drawer />
        <JobStrip />
      </>,
    );
  };

  it('wait for the jobs, and say why they cannot be listed', async () => {
    window.intercept((path) => (path === '/api/jobs' ? never() : undefined));
    setUi({ drawer: 'jobs' });
    const { unmount } = window.show(<Drawer />);
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy();
    expect(screen.queryByText(/^No jobs yet/)).toBeNull();
    unmount();
    window.clear();
    window.intercept((path) => (path === '/api/jobs' ? refusal('The queue cannot be read.') : undefined));
    setUi({ drawer: 'jobs' });
    window.show(<Drawer />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The queue cannot be read.');
  });

  it('are opened, switched and closed', async () => {
    window.show(<JobStrip />);
    await userEvent.click(await button('Jobs'));
    expect(useUi.getState().drawer).toBe('jobs');
    window.show(<Drawer />);
    expect(await screen.findByText(/^No jobs yet/, {}, PATIENCE)).toBeTruthy();
    await userEvent.click(screen.getByRole('tab', { name: 'Messages' }));
    expect(await screen.findByText('No messages.')).toBeTruthy();
    await userEvent.click(await button('Close the drawer'));
    expect(useUi.getState().drawer).toBeNull();
  });

  it('keep the messages, count the same ones and the errors, and forget them when told so', async () => {
    setUi({ drawer: 'messages' });
    window.show(
      <>
        <Drawer />
        <JobStrip />
      </>,
    );
    say({ kind: 'error', text: 'B02.jp2 cannot be read.', remedy: 'Load it again.' });
    say({ kind: 'error', text: 'B02.jp2 cannot be read.', remedy: 'Load it again.' });
    say({ kind: 'warning', text: 'B09 is missing.' });
    expect((await screen.findByRole('alert')).textContent).toBe('B02.jp2 cannot be read. (2 times)Load it again.');
    expect(screen.getByText('B09 is missing.')).toBeTruthy();
    expect((await button('Messages 1')).getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(await button('Clear'));
    expect(useMessages.getState().messages).toEqual([]);
    expect(await screen.findByText('No messages.')).toBeTruthy();
  });

  it('show how far a job is and what waits, and cancel either', async () => {
    const job = (id: string, part: Partial<Job>): Partial<Job> => ({
      ...{ id, kind: 'mask', title: `Mask ${id}`, batch: null, fraction: 0, stage: '', secondsLeft: null },
      ...{ endedAt: null, error: null, result: null, ...part },
    });
    const cancelled: string[] = [];
    window.intercept((path, { method }) => {
      if (method === 'DELETE') cancelled.push(path);
      if (method === 'DELETE') return new Response(null, { status: 204 });
      if (path !== '/api/jobs') return undefined;
      const running = { state: 'running', fraction: 0.4, stage: 'Reading bands', secondsLeft: 75 } as const;
      return Response.json([job('two', { state: 'queued' }), job('one', running)]);
    });
    setUi({ drawer: 'jobs' });
    window.show(
      <>
        <Drawer />
        <JobStrip />
      </>,
    );
    const running = await row(/^Mask one: Running/);
    expect(within(running).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    expect(within(running).getByText('40 %, Reading bands, 1 min 15 s left')).toBeTruthy();
    expect(await button('Jobs 2')).toBeTruthy();
    expect(screen.getByText('Mask one, 40 %, 1 min 15 s left; all 2: about 3 min left')).toBeTruthy();
    await userEvent.click(await button('Cancel Mask one'));
    await userEvent.click(within(await row(/^Mask two: Waiting/)).getByRole('button', { name: 'Cancel' }));
    expect(cancelled).toEqual(['/api/jobs/one', '/api/jobs/two']);
  });

  it('follow an export: it fails, is tried again, tells what it wrote, and is removed', async () => {
    const product = await window.openSample();
    const folder = join(window.test.folder, 'out');
    await mkdir(folder);
    const target = await window.test.grant(folder);
    showJobs();
    const recipe = newRecipe(60, product.preview!.pack, null);
    // A file has taken the folder's place.
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    const { id, title } = await engine.startJob({
      ...{ kind: 'export', product: product.id, recipe, area: { kind: 'scene' }, corrections: [] },
      ...{ target, overwrite: false },
    });
    const { error } = await window.test.ended(id);
    const failed = await row(new RegExp(`^${title}: Failed`));
    expect(within(failed).getByRole('alert').textContent).toContain(error!.message);
    await waitFor(() => expect(useMessages.getState().messages[0]?.text).toContain(error!.message), PATIENCE);

    await rm(folder);
    await mkdir(folder);
    await userEvent.click(within(failed).getByRole('button', { name: 'Try again' }));
    const done = await row(new RegExp(`^${title}: Done`));
    const files = await readdir(folder);
    expect(within(done).getByText(new RegExp(`^${files.length} files?, [\\d.]+ [kM]B, \\d+ s$`))).toBeTruthy();
    expect(useMessages.getState().messages[0]?.text).toMatch(
      new RegExp(`^${title}: done, ${files.length} files?\\. Jobs `),
    );
    const { result } = (await jobs()).find((job) => job.id === id)!;
    const link = within(done).getByRole<HTMLAnchorElement>('link', { name: `Download the files of ${title}` });
    const asked = new URL(link.getAttribute('href')!, 'http://shell/').searchParams;
    expect([asked.get('name'), asked.getAll('handle')]).toEqual([title, result!.files.map(({ handle }) => handle)]);
    await userEvent.click(within(done).getByRole('button', { name: 'Remove from the list' }));
    await waitFor(() => expect(screen.queryByRole('listitem', { name: new RegExp(`^${title}`) })).toBeNull(), PATIENCE);
    expect((await jobs()).map((job) => job.id)).not.toContain(id);
    await userEvent.click(await button('Clear'));
    expect(await screen.findByText(/^No jobs yet/, {}, PATIENCE)).toBeTruthy();
    expect(await jobs()).toEqual([]);
    expect(await readdir(folder)).toEqual(files);
  });

  it('do not tell once more of what had ended before the window was opened', async () => {
    const product = await window.openSample();
    const folder = join(window.test.folder, 'before');
    await mkdir(folder);
    const { id, title } = await engine.startJob({
      ...{ kind: 'export', product: product.id, recipe: newRecipe(60, product.preview!.pack, null) },
      ...{ area: { kind: 'scene' }, corrections: [], target: await window.test.grant(folder), overwrite: false },
    });
    await window.test.ended(id);
    const opened = vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(Date.now() + 1);
    // The events tell of it first.
    window.intercept((path, { method }) => (path === '/api/jobs' && method === 'GET' ? never() : undefined));
    showJobs();
    await row(new RegExp(`^${title}: Done`));
    expect(useMessages.getState().messages).toEqual([]);
    opened.mockRestore();
  });
});
