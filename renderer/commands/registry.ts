import type { Command, MenuName } from './command.ts';
import { isMac, type KeyStroke, matches } from './shortcuts.ts';

export const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Mask', 'Compare', 'Label', 'Process', 'Help'];

let table: readonly Command[] = [];

/** Says once, when the window starts, what can be done; whatever shows or runs commands asks for them here. */
export function defineCommands(commands: readonly Command[]): void {
  table = commands;
}

export const commands = (): readonly Command[] => table;

/**
 * The command of a key. While chips are labelled, plain keys are those of the label mode: others would change the map
 * that is not seen.
 */
export function commandOf(stroke: KeyStroke, isLabelling: boolean): Command | null {
  const fitting = table.filter(({ shortcuts }) => shortcuts?.some((one) => matches(one, stroke, isMac)));
  const own = fitting.find(({ mode }) => mode === 'label');
  if (isLabelling && own) return own;
  const isPlain = !(stroke.ctrlKey || stroke.metaKey || stroke.altKey) && stroke.key !== '?';
  return fitting.find(({ mode, keepsKey }) => mode === undefined && (!isLabelling || !isPlain || keepsKey)) ?? null;
}

/** Runs a command where it is possible now; says whether it was. */
export function runCommand(id: string): boolean {
  const command = table.find((one) => one.id === id);
  if (!command || command.when?.() === false) return false;
  command.run();
  return true;
}
