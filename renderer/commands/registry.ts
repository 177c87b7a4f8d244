import type { Command, MenuName } from './command.ts';

export const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Mask', 'Compare', 'Label', 'Process', 'Help'];

let table: readonly Command[] = [];

/** Says once, when the window starts, what can be done; whatever shows or runs commands asks for them here. */
export function defineCommands(commands: readonly Command[]): void {
  table = commands;
}

export const commands = (): readonly Command[] => table;

/** Runs a command where it is possible now; says whether it was. */
export function runCommand(id: string): boolean {
  const command = table.find((one) => one.id === id);
  if (!command || command.when?.() === false) return false;
  command.run();
  return true;
}
