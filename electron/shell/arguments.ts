import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute paths of what a command line asks to open. Options, and words that name no file or folder, are left out;
 * desktop environments pass `file:` addresses where a menu entry says `%U`
 * (https://specifications.freedesktop.org/desktop-entry/latest/exec-variables.html).
 * @param words arguments after the program (and, unpackaged, after the application's folder)
 * @param workingFolder of the process that was given them; a second start has another one than the first
 */
export function pathsToOpen(words: readonly string[], workingFolder: string): string[] {
  const paths = words.filter((word) => word !== '' && !word.startsWith('-')).map((word) => toPath(word, workingFolder));
  return [...new Set(paths.filter((path) => path !== null && existsSync(path)))] as string[];
}

/** The program's own arguments; where it is not packaged, Electron's options and the application's folder stand before them. */
export function ownWords(argv: readonly string[], isPackaged: boolean): readonly string[] {
  const words = argv.slice(1);
  return isPackaged ? words : words.slice(words.findIndex((word) => !word.startsWith('-')) + 1);
}

function toPath(word: string, workingFolder: string): string | null {
  if (!/^file:/i.test(word)) return resolve(workingFolder, word);
  try {
    return fileURLToPath(word);
  } catch {
    return null;
  }
}
