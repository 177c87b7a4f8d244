import { screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineHealth } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { useUi } from '../state/ui.ts';
import { startTestWindow, type TestWindow } from '../test/window.tsx';
import { Toast } from '../widgets/Toast.tsx';
import { EngineStopped } from './EngineStopped.tsx';

describe('an engine that was given up', () => {
  let window: TestWindow;
  beforeAll(async () => {
    window = await startTestWindow();
  });
  afterEach(() => window.clear());
  afterAll(() => window.close());

  async function giveUp(job: EngineHealth['job']): Promise<unknown[]> {
    const health: EngineHealth = { state: 'stopped', deaths: 6, lastExit: 'signal SIGSEGV', job };
    const started: unknown[] = [];
    window.intercept((path, init) => {
      if (path === '/engine/start') started.push(JSON.parse(init.body as string));
      if (path === '/engine/start') return new Response(null, { status: 204 });
      return path === '/engine' ? Response.json(health) : undefined;
    });
    window.show(
      <>
        <EngineStopped />
        <Toast />
      </>,
    );
    sayError(new Error('The engine stopped while it worked on this.'));
    expect(await screen.findByText('The engine stopped while it worked on this.')).toBeTruthy();
    useUi.setState({ connection: 'lost' });
    await screen.findByText('The engine stopped 6 times within a minute');
    return started;
  }

  it('names the job and offers to go on without it; older news of its end is taken away', async () => {
    const started = await giveUp({ id: 'a', title: 'T33UVU: mask 10 m' });
    expect(screen.getByText('T33UVU: mask 10 m')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText('The engine stopped while it worked on this.')).toBeNull());
    screen.getByRole('button', { name: 'Go on without this job' }).click();
    await waitFor(() => expect(started).toEqual([{ leaveOut: 'job' }]));
  });

  it('offers to start with nothing open where no job ran', async () => {
    const started = await giveUp(null);
    expect(screen.queryByRole('button', { name: 'Go on without this job' })).toBeNull();
    screen.getByRole('button', { name: 'Start with nothing open' }).click();
    await waitFor(() => expect(started).toEqual([{ leaveOut: 'everything' }]));
  });
});
