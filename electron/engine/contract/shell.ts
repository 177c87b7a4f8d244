/**
 * What a shell offers to the renderer besides `fetch`. On the desktop the preload script puts it on
 * `window.nephoscope`; in the browser the renderer builds it from the shell's file list (`/files`).
 */
export const CHOICE_PURPOSES = [
  'product',
  'products-folder',
  'output-folder',
  'class-raster',
  'vector',
  'pack',
] as const;
export type ChoicePurpose = (typeof CHOICE_PURPOSES)[number];

/** A thing that the user chose: the handle to send to the engine, and the name to show. */
export interface Choice {
  readonly handle: string;
  readonly name: string;
}

export type MenuCommand = string;

export interface ShellBridge {
  readonly kind: 'desktop' | 'browser';
  choose(purpose: ChoicePurpose): Promise<Choice | null>;
  /** Handles of files and folders that were dropped on the window; null where the shell cannot know their paths. */
  dropped(files: readonly File[]): Promise<readonly Choice[]> | null;
  showInFolder(handle: string): Promise<void> | null;
  /** Products that the system asked to open (file association, command line). */
  onOpen(listener: (choice: Choice) => void): () => void;
  onMenu(listener: (command: MenuCommand) => void): () => void;
}

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
