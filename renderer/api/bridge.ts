import { create } from 'zustand';
import { address } from './address.ts';
import { getJson, sendJson } from './client.ts';
import type { Choice, ChoicePurpose, FileListing, ServedPath, ShellBridge } from './types.ts';

declare global {
  interface Window {
    readonly nephoscope?: ShellBridge;
  }
}

export interface FileQuestion {
  readonly id: number;
  readonly purpose: ChoicePurpose;
  readonly isSeveral: boolean;
  /** Nothing where it was given up. */
  readonly answer: (choices: readonly Choice[]) => void;
}

/** The question that the file list of the browser shell is open for. */
export const useFileQuestion = create<{ readonly question: FileQuestion | null }>(() => ({ question: null }));

export const listFiles = (folder: string, signal?: AbortSignal) =>
  getJson<FileListing>(`/files?folder=${encodeURIComponent(folder)}`, signal);
export const makeFolder = (folder: string, name: string) => sendJson<void>('POST', '/files/folder', { folder, name });
/** Address of files that the engine wrote, as one zip; in a browser, which cannot show a folder. */
export function downloadAddress(name: string, handles: readonly string[]): string {
  return address(`/files/download?${new URLSearchParams([['name', name], ...handles.map((one) => ['handle', one])])}`);
}
/** Where a file is, below the folder that the browser shell serves. */
export const servedPath = (handle: string) => getJson<ServedPath>(`/files/path?handle=${encodeURIComponent(handle)}`);
export const grantFile = (path: string, signal: AbortSignal) =>
  sendJson<Choice>('POST', '/files/grant', { path }, signal);

let asked = 0;

function ask(purpose: ChoicePurpose, isSeveral: boolean): Promise<readonly Choice[]> {
  return new Promise((resolve) => {
    const answer = (choices: readonly Choice[]) => {
      useFileQuestion.setState({ question: null });
      resolve(choices);
    };
    useFileQuestion.getState().question?.answer([]);
    useFileQuestion.setState({ question: { id: asked++, purpose, isSeveral, answer } });
  });
}

const browserBridge: ShellBridge = {
  kind: 'browser',
  choose: async (purpose) => (await ask(purpose, false))[0] ?? null,
  chooseSeveral: (purpose) => ask(purpose, true),
  dropped: () => null,
  showInFolder: () => null,
  copyPath: () => null,
  onOpen: () => () => {},
};

/** The shell that the window runs in. */
export const bridge: ShellBridge = globalThis.window?.nephoscope ?? browserBridge;
