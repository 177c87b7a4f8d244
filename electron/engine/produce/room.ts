import { requireFreeBytes } from '../export/disk-space.ts';
import { requireWritable } from '../export/staging.ts';
import { type OutputContext, outputRange } from './outputs.ts';

/**
 * To be asked before anything is computed: may the files be written, and is there room for them?
 * @throws ExportError
 */
export async function requireRoom(context: OutputContext): Promise<void> {
  await requireWritable(context.folder);
  await requireFreeBytes(context.folder, outputRange(context)[1]);
}

/** The sentence about exports that had been interrupted and were finished now; none where there were none. */
export function finishedWarning(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `An earlier export into this folder was interrupted while it replaced files. They are whole now: ${names.join(', ')}.`,
  ];
}
