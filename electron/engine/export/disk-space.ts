import { statfs } from 'node:fs/promises';
import { ExportError } from '../core/errors.ts';
import { fileSystemError } from './file-errors.ts';

/** Bytes that the user may still write to the file system of `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    throw fileSystemError(error, folder);
  }
}

/** Throws ExportError unless `folder` has room for `neededBytes`. */
export async function requireFreeBytes(folder: string, neededBytes: number): Promise<void> {
  const available = await freeBytes(folder);
  if (available >= neededBytes) return;
  throw new ExportError(
    `The export needs ${formatBytes(neededBytes)} (${neededBytes} bytes) and ${folder} has ${formatBytes(available)} (${available} bytes) left.`,
    { file: folder, remedy: 'Free some space or choose another folder.' },
  );
}

/** A number of bytes in decimal units, as file managers print it: `4.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
