import { NephoscopeError, ProductError, RasterError } from '../core/errors.ts';

/** What becomes of an error in reading a stack: a ProductError that names the file and says what to do. */
export function stackFailure(path: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof RasterError) {
      const { message, remedy = 'Export the stack again.' } = cause;
      throw new ProductError(message, { file: path, remedy, cause });
    }
    if (cause instanceof NephoscopeError) throw cause;
    throw new ProductError(`${path} is a damaged TIFF: its header cannot be read.`, {
      file: path,
      remedy: 'Export the stack again.',
      cause,
    });
  };
}
