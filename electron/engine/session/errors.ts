import type { ErrorBody } from '../contract/common.ts';
import { NephoscopeError } from '../core/errors.ts';
import { diskError } from '../export/file-errors.ts';

/**
 * An error in the form that the contract promises; only errors meant for users, and the disk's, keep their file and
 * remedy. Paths are shown as the confinement says.
 */
export function errorBody(thrown: unknown, { show }: { show(text: string): string }): ErrorBody {
  const error = diskError(thrown) ?? thrown;
  if (!(error instanceof NephoscopeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      error: {
        name: 'Error',
        message: `Unexpected: ${show(message)}`,
        remedy: 'Please report this with the steps that led to it.',
      },
    };
  }
  const { name, message, file, remedy } = error;
  return {
    error: {
      name,
      message: show(message),
      ...(file === undefined ? {} : { file: show(file) }),
      ...(remedy === undefined ? {} : { remedy }),
    },
  };
}

/** A request names something that is not there; becomes status 404. */
export class NotFoundError extends NephoscopeError {}

/** A request is not what the contract says; becomes status 400. */
export class RequestError extends NephoscopeError {}

/** The body of a request is larger than any that the contract knows; becomes status 413. */
export class BodyTooLargeError extends NephoscopeError {}
