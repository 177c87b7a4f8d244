import type { ErrorBody } from '../contract/common.ts';
import { NephoscopeError } from '../core/errors.ts';

/** An error in the form that the contract promises; only errors meant for users keep their file and remedy. */
export function errorBody(error: unknown): ErrorBody {
  if (!(error instanceof NephoscopeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      error: {
        name: 'Error',
        message: `Unexpected: ${message}`,
        remedy: 'Please report this with the steps that led to it.',
      },
    };
  }
  const { name, message, file, remedy } = error;
  return {
    error: { name, message, ...(file === undefined ? {} : { file }), ...(remedy === undefined ? {} : { remedy }) },
  };
}

/** A request names something that is not there; becomes status 404. */
export class NotFoundError extends NephoscopeError {}
