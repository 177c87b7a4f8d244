/** What an error tells besides its sentence: the file it is about and what the user can do. */
export interface ErrorDetails {
  readonly file?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The base of every error that is meant for a user. `message` is one sentence that says what is wrong and prints the
 * numbers; `file` names the file; `remedy` says what to do. Anything else that is thrown is a defect of the program.
 * The folder of the file stands in `file` only: in the sentence the file goes by its name.
 */
export class NephoscopeError extends Error {
  readonly file: string | undefined;
  readonly remedy: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(withoutFolder(message, details.file), { cause: details.cause });
    this.name = new.target.name;
    this.file = details.file;
    this.remedy = details.remedy;
  }
}

function withoutFolder(message: string, file: string | undefined): string {
  const name = file?.split(/[\\/]/).at(-1);
  return file && name ? message.replaceAll(file, name) : message;
}

/** The input is not a Sentinel-2 product, or too little of it is there. */
export class ProductError extends NephoscopeError {}
/** A JPEG 2000 file is damaged, truncated, or uses something that Sentinel-2 never does. */
export class Jpeg2000Error extends NephoscopeError {}
/** A raster, grid or window does not fit what is asked of it. */
export class RasterError extends NephoscopeError {}
/** A model pack is malformed or does not fit the product. */
export class ModelPackError extends NephoscopeError {}
/** An execution provider failed or is not there. */
export class DeviceError extends NephoscopeError {}
/** A mask parameter is out of its range. */
export class ParameterError extends NephoscopeError {}
/** An export could not be written whole. Nothing is left under the final name. */
export class ExportError extends NephoscopeError {}
/** Two class rasters cannot be compared. */
export class CompareError extends NephoscopeError {}
/** Products cannot be taken together as dates of one place. */
export class SeriesError extends NephoscopeError {}
/** A job ended the engine's process, or was left aside because of that. */
export class EngineDeathError extends NephoscopeError {}
/** The work was cancelled by its `AbortSignal`. */
export class CancelledError extends NephoscopeError {
  constructor(message = 'Cancelled.') {
    super(message);
  }
}

/** What cancels a piece of work: an `AbortSignal`, or a flag in shared memory that stands for one in a worker. */
export interface CancelFlag {
  readonly aborted: boolean;
}

/** Throws {@link CancelledError} when the signal has fired. */
export function throwIfCancelled(signal: CancelFlag | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}
