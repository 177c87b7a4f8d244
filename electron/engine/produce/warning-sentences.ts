import { basename } from 'node:path';
import type { ProductWarning } from '../product/types.ts';

const NAMED_FILES = 4;

/** A message without what tells one file or band from another. */
function kindOf({ code, message }: ProductWarning): string {
  const general = message
    .replace(/\S+\.(jp2|tiff?)\b/gi, '*')
    .replace(/\bB(\d\dA?|8A)\b/g, '*')
    .replace(/\d+/g, '#');
  return `${code} ${general}`;
}

/**
 * Warnings as a person would say them: each with the file that it is about, those of one kind about many files once.
 */
export function warningSentences(warnings: readonly ProductWarning[]): string[] {
  const kinds = new Map<string, ProductWarning[]>();
  for (const warning of warnings) {
    const kind = kindOf(warning);
    const same = kinds.get(kind) ?? [];
    if (!same.some(({ message, file }) => message === warning.message && file === warning.file)) same.push(warning);
    kinds.set(kind, same);
  }
  return [...kinds.values()].map(([first, ...others]) => {
    const { message, file } = first!;
    const name = file === undefined ? null : basename(file);
    const isTold = name === null || message.includes(name) || first!.code !== 'band-unreadable';
    const sentence = isTold ? message : `${name}: ${message}`;
    if (others.length === 0) return sentence;
    const names = [...new Set(others.flatMap((other) => (other.file === undefined ? [] : [basename(other.file)])))];
    if (names.length === 0) return [sentence, ...others.map((other) => other.message)].join(' ');
    if (names.length === 1 && names[0] === name)
      return `${sentence} So it is at ${others.length} more ${others.length === 1 ? 'place' : 'places'} of it.`;
    const listed = names.slice(0, NAMED_FILES).join(', ') + (names.length > NAMED_FILES ? ', ...' : '');
    return `${sentence} So it is with ${names.length} more ${names.length === 1 ? 'file' : 'files'} (${listed}).`;
  });
}
