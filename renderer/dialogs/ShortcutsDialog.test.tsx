import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../actions/commands/index.ts';
import { clearPage, show } from '../test/page.tsx';
import ShortcutsDialog from './ShortcutsDialog.tsx';

describe('the list of shortcuts', () => {
  afterEach(clearPage);

  it('holds every command that has a key, with its keys, under its menu', () => {
    show(<ShortcutsDialog />);
    for (const { title, menu, shortcuts = [] } of allCommands.filter((one) => one.shortcuts)) {
      const section = screen.getByRole('heading', { name: menu }).parentElement!;
      const line = within(section).getByText(title.replace('…', ''), { selector: '.line' });
      expect(within(line).getAllByText(/./, { selector: '.kbd' })).toHaveLength(shortcuts.length);
    }
    const undo = within(screen.getByRole('heading', { name: 'Edit' }).parentElement!).getByText('Undo');
    expect(undo.textContent).toBe('UndoCtrl+Z');
  });
});
