import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useUi } from '../state/ui.ts';
import { answerRequests, clearPage, never, PATIENCE, refusal, show } from '../test/page.tsx';
import AboutDialog from './AboutDialog.tsx';

const ABOUT = { version: '1.2.3', threads: 4, classes: [], bands: [], samples: [] };
const STATUS = {
  device: { provider: 'cpu', reason: 'The CPU was chosen.' },
  residentBytes: 412e6,
  cacheBytes: 1.5e9,
};

describe('the about dialog', () => {
  let answer: (path: string) => Response | Promise<Response>;
  let giveBack: () => void;
  beforeEach(() => {
    giveBack = answerRequests(async (path) => answer(path));
  });
  afterEach(() => {
    clearPage();
    giveBack();
  });
  const fact = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent;

  it('says what runs, on what and with how much memory, and leads to the licences', async () => {
    answer = (path) => Response.json(path === '/api/about' ? ABOUT : STATUS);
    show(<AboutDialog />);
    await waitFor(() => expect(fact('Kept tiles')).toBe('1.5 GB'), PATIENCE);
    const facts = ['Version', 'Threads', 'Inference', 'Memory'].map(fact);
    expect(facts).toEqual(['1.2.3', '4', 'The CPU was chosen.', '412 MB']);
    await userEvent.click(screen.getByRole('button', { name: 'Third-party licences' }));
    expect(useUi.getState().dialog).toBe('notices');
  });

  it('does not call unknown what is on its way', async () => {
    answer = () => never();
    show(<AboutDialog />);
    expect(fact('Version')).toBe('…');
    expect(screen.queryByText('unknown')).toBeNull();
  });

  it('says why it does not know', async () => {
    answer = () => refusal('The engine is busy.');
    show(<AboutDialog />);
    expect((await screen.findByRole('alert', {}, PATIENCE)).textContent).toContain('The engine is busy.');
    await waitFor(() => expect(fact('Version')).toBe('unknown'));
  });
});
