import type { Command } from '../../commands/command.ts';
import { openDialog } from '../../state/ui.ts';

/** What the keys do, and what this is. */
export const helpCommands: readonly Command[] = [
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    menu: 'Help',
    group: 'help',
    shortcuts: ['?'],
    run: () => openDialog('shortcuts'),
  },
  { id: 'about', title: 'About Nephoscope', menu: 'Help', group: 'about', run: () => openDialog('about') },
];
