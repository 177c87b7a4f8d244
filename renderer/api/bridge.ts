import { create } from 'zustand';
import { getJson, sendJson } from './client.ts';
import type { Choice, ChoicePurpose, FileListing, ShellBridge } from './types.ts';

declare global {
  interface Window {
    readonly nephoscope?: ShellBridge;
  }
}

interface FileQuestion {
  readonly purpose: ChoicePurpose;
  readonly answer: (choice: Choice | null) => void;
}

/** The question that the file list of the browser shell is open for. */
export const useFileQuestion = create<{ readonly question: FileQuestion | null }>(() => ({ question: null }));

export const listFiles = (folder: string) => getJson<FileListing>(`/files?folder=${encodeURIComponent(folder)}`);
export const grantFile = (path: string) => sendJson<Choice>('POST', '/files/grant', { path });

const browserBridge: ShellBridge = {
  kind: 'browser',
  choose: (purpose) =>
    new Promise((resolve) => {
      const answer = (choice: Choice | null) => {
        useFileQuestion.setState({ question: null });
        resolve(choice);
      };
      useFileQuestion.getState().question?.answer(null);
      useFileQuestion.setState({ question: { purpose, answer } });
    }),
  dropped: () => null,
  showInFolder: () => null,
  onOpen: () => () => {},
};

/** The shell that the window runs in. */
export const bridge: ShellBridge = globalThis.window?.nephoscope ?? browserBridge;
