/**
 * Random access to the bytes of one file, on disk or inside a zip. `read` returns exactly `length` bytes or throws a
 * NephoscopeError that names the file (truncated, vanished, unreadable).
 */
export interface ByteSource {
  /** What the user knows the file as: a path, or `archive.zip!/entry`. */
  readonly name: string;
  readonly size: number;
  /** Where the bytes are a whole file on disk: its absolute path, symbolic links resolved. */
  readonly path?: string;
  /** Its bytes are known not to be those that it was delivered with: what is left of them is read. */
  readonly isAltered?: boolean;
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Progress of a piece of work, 0 to 1, with what is being done in words and the seconds left of all of it where known. */
export interface Progress {
  readonly fraction: number;
  readonly stage: string;
  readonly secondsLeft?: number;
}

export type OnProgress = (progress: Progress) => void;
