import type { OnProgress } from '../engine/core/bytes.ts';
import { CancelledError, NephoscopeError } from '../engine/core/errors.ts';

/** Exit codes of the command line. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

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
      stream.write(`\r\x1b[2K[${'#'.repeat(filled).padEnd(BAR_CELLS, '.')}] ${percent} % ${stage}${left}`);
    } else {
      const line = `${stage} ${percent - (percent % 10)} %`;
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

/** Prints an error as sentence, file and remedy; returns the exit code that fits it. */
export function reportError(error: unknown, stream: NodeJS.WriteStream): number {
  if (error instanceof CancelledError) {
    stream.write('Interrupted; nothing half-written was left.\n');
    return EXIT.interrupted;
  }
  if (error instanceof NephoscopeError) {
    stream.write(`nephoscope: ${error.message}\n`);
    if (error.file !== undefined) stream.write(`  file:   ${error.file}\n`);
    if (error.remedy !== undefined) stream.write(`  remedy: ${error.remedy}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  stream.write(`nephoscope: unexpected error\n${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.failed;
}
