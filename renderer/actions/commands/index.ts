import type { Command, MenuName } from '../../commands/command.ts';
import { compareCommands } from './compare.ts';
import { correctCommands } from './correct.ts';
import { editCommands } from './edit.ts';
import { fileCommands } from './file.ts';
import { helpCommands } from './help.ts';
import { maskCommands } from './mask.ts';
import { processCommands } from './process.ts';
import { viewImageCommands } from './view-image.ts';
import { viewToolCommands } from './view-tools.ts';
import { viewWindowCommands } from './view-window.ts';

export type { Command, MenuName } from '../../commands/command.ts';

/** All that can be done from menus and keys, in the order of the menus. */
export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...viewImageCommands,
  ...viewToolCommands,
  ...viewWindowCommands,
  ...maskCommands,
  ...correctCommands,
  ...compareCommands,
  ...processCommands,
  ...helpCommands,
];

export const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Mask', 'Compare', 'Process', 'Help'];

/** Runs a command where it is possible now; says whether it was. */
export function runCommand(id: string): boolean {
  const command = commands.find((one) => one.id === id);
  if (!command || command.when?.() === false) return false;
  command.run();
  return true;
}
