import type { EventEmitter } from 'node:events';

/** See `preload.mjs`. */
export const filePaths: WeakMap<File, string>;
export function loadPreload(
  path: string,
  contents: { readonly mainFrame: { readonly url: string } },
): { readonly ipcRenderer: EventEmitter; readonly exposed: Readonly<Record<string, unknown>> };
