import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRequests, clearPage, never, PATIENCE, refusal, show } from '../test/page.tsx';
import NoticesDialog from './NoticesDialog.tsx';

const NOTICES = [
  {
    name: 'gdal3.js',
    version: '2.8.1',
    licence: 'LGPL-2.1-or-later',
    address: 'https://gdal3.js.org',
    text: 'LGPL text',
  },
  { name: 'react', version: '19.3.1', licence: 'MIT', address: null, text: 'MIT text' },
];

describe('the dialog of licences', () => {
  let answer: (path: string) => Response | Promise<Response>;
  let giveBack: () => void;
  beforeEach(() => {
    giveBack = answerRequests(async (path) => answer(path));
  });
  afterEach(() => {
    clearPage();
    giveBack();
  });
  const lead = () => screen.getByText(/^Nephoscope is built from/).textContent;
  const names = () => screen.queryAllByRole('group').map((one) => one.querySelector('.name')?.textContent);

  it('lists packages with their licences and texts, and finds them by either', async () => {
    answer = (path) => (path === '/notices.json' ? Response.json(NOTICES) : refusal(`${path} is not asked for.`));
    show(<NoticesDialog />);
    const first = (await screen.findByText('gdal3.js', { selector: '.name' }, PATIENCE)).closest('details')!;
    expect(lead()).toContain('from 2 packages');
    const told = ['2.8.1', 'LGPL-2.1-or-later', 'https://gdal3.js.org', 'LGPL text'];
    for (const text of told) expect(within(first).getByText(text)).toBeTruthy();
    const filter = screen.getByRole('textbox', { name: 'Filter by name or licence' });
    await userEvent.type(filter, 'mit');
    expect(names()).toEqual(['react']);
    await userEvent.clear(filter);
    await userEvent.type(filter, 'GDAL');
    expect(names()).toEqual(['gdal3.js']);
    await userEvent.type(filter, ' of others');
    expect(screen.getByText('No package matches.')).toBeTruthy();
  });

  it('does not call the list empty while it is on its way', () => {
    answer = () => never();
    show(<NoticesDialog />);
    expect(lead()).toContain('from the packages of others');
    expect(screen.queryByText('No package matches.')).toBeNull();
  });

  it('says why there is no list', async () => {
    answer = () => refusal('The list of licences is not there.');
    show(<NoticesDialog />);
    const notice = await screen.findByRole('alert', {}, PATIENCE);
    expect(notice.textContent).toContain('The list of licences is not there.');
    expect(screen.queryByText('No package matches.')).toBeNull();
  });
});
