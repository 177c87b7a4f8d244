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
  if (!(error instanceof NephoscopeError)) {
    return { name: 'Error', message: `unexpected: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { name, message, file, remedy } = error;
  return { name, message, ...(file === undefined ? {} : { file }), ...(remedy === undefined ? {} : { remedy }) };
}

function isOfTheSystem(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (syscall !== undefined && code !== undefined) return true;
  }
  return false;
}
