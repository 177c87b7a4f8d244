/**
 * What a shell offers to the renderer besides `fetch`. On the desktop the preload script puts it on
 * `window.nephoscope`; in the browser the renderer builds it from the shell's file list (`/files`).
 */
export type ChoicePurpose =
  | 'product'
  | 'products-folder'
  | 'output-folder'
  | 'class-raster'
  | 'points'
  | 'pack'
  | 'archive'
  | 'label-project'
  | 'labels-file'
  | 'labels-folder'
  | 'project'
  | 'project-save';

/** A thing that the user chose: the handle to send to the engine, and the name to show. */
export interface Choice {
  readonly handle: string;
  readonly name: string;
}

export interface ShellBridge {
  readonly kind: 'desktop' | 'browser';
  choose(purpose: ChoicePurpose): Promise<Choice | null>;
  /** The same for one or more; none where the user gave up. */
  chooseSeveral(purpose: ChoicePurpose): Promise<readonly Choice[]>;
  /** Handles of files and folders that were dropped on the window; null where the shell cannot know their paths. */
  dropped(files: readonly File[]): Promise<readonly Choice[]> | null;
  showInFolder(handle: string): Promise<void> | null;
  /** Puts the path behind a handle on the clipboard; null where the shell gives no paths. */
  copyPath(handle: string): Promise<void> | null;
  /** Products that the system asked to open (file association, command line). */
  onOpen(listener: (choice: Choice) => void): () => void;
  /** Gives up a request by its {@link REQUEST_HEADER}; left out where aborting it says so already. */
  giveUp?(request: string): void;
}

/** Header by which a request of the window names itself, so that it can be given up. */
export const REQUEST_HEADER = 'nephoscope-request';

/** GET /files?folder=relative/path of the browser shell: names inside the root that it was started with. */
export interface FileListing {
  readonly folder: string;
  readonly parent: string | null;
  readonly entries: readonly {
    readonly name: string;
    /** A `.SAFE` folder is a product, not a folder to enter. */
    readonly kind: 'folder' | 'product' | 'file';
    readonly bytes: number | null;
  }[];
}

/** GET /files/path?handle=H of the browser shell: where a file is, below the root; its file list takes that. */
export interface ServedPath {
  readonly path: string;
}

/** POST /files/folder of the browser shell -> 204: makes a folder inside the root. */
export interface NewFolder {
  readonly folder: string;
  readonly name: string;
}

/** GET /engine of both shells: how the engine's process fares. */
export interface EngineHealth {
  /** `stopped`: it died so often that the shell gave up; only `POST /engine/start` starts it again. */
  readonly state: 'starting' | 'running' | 'stopped';
  /** Deaths within the last minute. */
  readonly deaths: number;
  /** How it ended last, for example `signal SIGSEGV` or `exit code 134`; null while it never did. */
  readonly lastExit: string | null;
  /** The job that ran when it died last; null where none did. */
  readonly job: { readonly id: string; readonly title: string } | null;
}

/**
 * POST /engine/start {leaveOut} -> 204: starts an engine that has stopped. `job` leaves the job that ran aside, where the
 * user may try it again; `everything` opens no product and takes up no job; null goes on as if nothing had been.
 */
export const LEAVE_OUT = ['job', 'everything'] as const;
export type LeaveOut = (typeof LEAVE_OUT)[number] | null;
