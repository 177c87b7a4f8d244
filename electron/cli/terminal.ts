import type { OnProgress } from '../engine/core/bytes.ts';
import { CancelledError, NephoscopeError } from '../engine/core/errors.ts';
import { diskError } from '../engine/export/file-errors.ts';

/** Exit codes of the command line. `broken`: a worker's input is at fault, so that no engine need try it again. */
export const EXIT = { done: 0, failed: 1, usage: 2, broken: 3, interrupted: 130 } as const;

/** The work was understood but wrongly asked for: exit code 2. */
export class UsageError extends NephoscopeError {}

const BAR_CELLS = 24;

/**
 * Shows progress on standard error: a bar that is drawn over itself on a terminal, otherwise a plain line for each
 * stage and every tenth.
 */
export function createProgressReporter(stream: NodeJS.WriteStream, quiet: boolean): OnProgress & { end(): void } {
  let lastLine = '';
  const report: OnProgress = ({ fraction, stage, secondsLeft }) => {
    if (quiet) return;
    const percent = Math.floor(fraction * 100);
    const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
    if (stream.isTTY) {
      const filled = Math.round(fraction * BAR_CELLS);
      stream.write(`\r\x1b[2K[${'#'.repeat(filled).padEnd(BAR_CELLS, '.')}] ${percent} % ${printable(stage)}${left}`);
    } else {
      const line = `${printable(stage)} ${percent - (percent % 10)} %`;
      if (line !== lastLine) stream.write(`${line}\n`);
      lastLine = line;
    }
  };
  return Object.assign(report, {
    end: () => {
      if (stream.isTTY && !quiet) stream.write('\r\x1b[2K');
    },
  });
}

/**
 * A text without the characters by which a terminal is commanded (C0, C1, DEL) or its order of reading turned (U+202A to
 * 202E, 2066 to 2069); names and metadata are a stranger's. Each is shown by its number; line breaks and tabs stay where
 * `lines` says that they are ours.
 */
export function printable(text: string, lines: 'lines' | 'one line' = 'one line'): string {
  const shown = text.replace(COMMANDING, (character) => {
    if (lines === 'lines' && (character === '\n' || character === '\t')) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return shown;
}

const COMMANDING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Prints on standard output; the one way there, so that nothing but text comes to the terminal. */
export function print(text: string): void {
  process.stdout.write(`${printable(text, 'lines')}\n`);
}

/** Says on standard error what in a folder could not be looked into, and why. */
export function sayLeftOut(path: string, why: string): void {
  process.stderr.write(`warning: ${printable(path)} is left out: ${why}.\n`);
}

/** Prints an error as sentence, file and remedy; returns the exit code that fits it. */
export function reportError(error: unknown, stream: NodeJS.WriteStream): number {
  if (error instanceof CancelledError) {
    stream.write('Interrupted; nothing half-written was left.\n');
    return EXIT.interrupted;
  }
  if (error instanceof NephoscopeError) {
    stream.write(`nephoscope: ${printable(error.message)}\n`);
    if (error.file !== undefined) stream.write(`  file:   ${printable(error.file)}\n`);
    if (error.remedy !== undefined) stream.write(`  remedy: ${printable(error.remedy)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  const ofDisk = diskError(error);
  if (ofDisk) return reportError(ofDisk, stream);
  const message = error instanceof Error ? error.message : String(error);
  stream.write(`nephoscope: unexpected: ${printable(message)}\n`);
  if ((error as NodeJS.ErrnoException | null)?.code === 'EMFILE')
    stream.write('  remedy: Allow more open files ("ulimit -n 1024").\n');
  else if (process.env.NEPHOSCOPE_TRACE) stream.write(`${error instanceof Error ? error.stack : ''}\n`);
  else stream.write('  remedy: Please report this; with NEPHOSCOPE_TRACE=1 set, it is told where it came from.\n');
  return EXIT.failed;
}
