import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineHealth } from '../api/types.ts';
import { markSaved, markUnsaved } from '../state/project/unsaved.ts';
import { setUi } from '../state/ui.ts';
import { answerRequests, clearPage, PATIENCE, show } from '../test/page.tsx';
import { Banner } from './Banner.tsx';

describe('the banner', () => {
  let health: EngineHealth;
  let asked: string[];
  let giveBack: () => void;
  beforeEach(() => {
    health = { state: 'starting', deaths: 1, lastExit: 'signal SIGSEGV', job: null };
    asked = [];
    giveBack = answerRequests(async (path) => {
      asked.push(path);
      return Response.json(health);
    });
  });
  afterEach(() => {
    clearPage();
    giveBack();
  });
  const text = () => screen.getByRole('alert').textContent;

  it('is empty, and asks nothing, while the engine is there', () => {
    show(<Banner />);
    expect(text()).toBe('');
    setUi({ connection: 'connected' });
    expect(text()).toBe('');
    expect(asked).toEqual([]);
  });

  it('says that the engine is started again, until it is back', async () => {
    setUi({ connection: 'lost' });
    show(<Banner />);
    expect(text()).toMatch(/^The engine stopped and is being started again\./);
    await waitFor(() => expect(asked).toContain('/engine'), PATIENCE);
    expect(text()).not.toBe('');
    setUi({ connection: 'connected' });
    await waitFor(() => expect(text()).toBe(''));
  });

  it('says what to do with a window that belongs to another program', () => {
    setUi({ connection: 'refused' });
    show(<Banner />);
    expect(text()).toMatch(/^This window belongs to a Nephoscope that has ended\. Open the address/);
  });

  it('says what to do when the server itself has ended, and whether anything was lost', () => {
    setUi({ connection: 'gone' });
    show(<Banner />);
    expect(text()).toMatch(/^Nephoscope does not answer: it has ended\. Start it again/);
    expect(text()).toMatch(/All that was set here is in it\.$/);
    act(() => markUnsaved('part pins'));
    expect(text()).toMatch(/changed in the last moments before is not in it\.$/);
    act(() => markSaved('part pins'));
  });

  it('leaves it to another notice that the engine was given up', async () => {
    health = { state: 'stopped', deaths: 5, lastExit: 'signal SIGSEGV', job: null };
    setUi({ connection: 'lost' });
    show(<Banner />);
    await waitFor(() => expect(text()).toBe(''), PATIENCE);
  });
});
