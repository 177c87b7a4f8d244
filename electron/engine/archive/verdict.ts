import {
  DeviceError,
  EngineDeathError,
  ExportError,
  Jpeg2000Error,
  ModelPackError,
  NephoscopeError,
  ParameterError,
  ProductError,
  RasterError,
} from '../core/errors.ts';
import { diskError } from '../export/file-errors.ts';
import type { LeaseHolder } from './lease.ts';
import type { AttemptResult, ResultKind } from './result.ts';

/** Errors about what was given: the same input gives them again on every machine. */
const OF_THE_INPUT = [ProductError, Jpeg2000Error, RasterError, ParameterError, ModelPackError];
/** Errors about where it ran. */
const OF_THE_MACHINE = [ExportError, DeviceError, EngineDeathError];

/**
 * Whether another attempt may help. An error that the operating system gave (a file that is not there on this machine, a
 * disk that does not answer) may be of this machine alone, whatever it was made into.
 */
export function verdictOf(error: unknown): Extract<ResultKind, 'failed' | 'broken'> {
  if (OF_THE_MACHINE.some((type) => error instanceof type)) return 'failed';
  if (isOfTheSystem(error) || /changed while they were read/.test(String(error))) return 'failed';
  return OF_THE_INPUT.some((type) => error instanceof type) ? 'broken' : 'failed';
}

/** An error as it is written down. */
export function errorRecord(error: unknown): NonNullable<AttemptResult['error']> {
  const told = error instanceof NephoscopeError ? error : diskError(error);
  if (told === null)
    return { name: 'Error', message: `unexpected: ${error instanceof Error ? error.message : String(error)}` };
  const { name, message, file, remedy } = told;
  return { name, message, ...(file === undefined ? {} : { file }), ...(remedy === undefined ? {} : { remedy }) };
}

/** What is said of a worker that could not tell it itself. */
export function deathError(holder: LeaseHolder | null): NonNullable<AttemptResult['error']> {
  const at = holder ? ` on ${holder.host} (process ${holder.process})` : '';
  return {
    name: 'EngineDeathError',
    message: `The worker${at} died or was killed.`,
    remedy: 'Often that is memory or time that was too little.',
  };
}

function isOfTheSystem(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall !== undefined && code !== undefined) return true;
  }
  return false;
}
