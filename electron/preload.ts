import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Choice, ShellBridge } from './engine/contract/shell.ts';

/** The bridge between the page and the desktop shell: dialogs, drops and what the system asks to open. */
const bridge: ShellBridge = {
  kind: 'desktop',
  choose: (purpose) => ipcRenderer.invoke('choose', purpose),
  chooseSeveral: (purpose) => ipcRenderer.invoke('choose-several', purpose),
  dropped: (files) =>
    ipcRenderer.invoke(
      'dropped',
      files.map((file) => webUtils.getPathForFile(file)),
    ),
  showInFolder: (handle) => ipcRenderer.invoke('show-in-folder', handle),
  copyPath: (handle) => ipcRenderer.invoke('copy-path', handle),
  onOpen: (listener) => {
    const take = (): void => {
      ipcRenderer.invoke('take-waiting').then(
        (choices: readonly Choice[]) => choices.forEach((choice) => void listener(choice)),
        // The engine is away; the main process keeps what waits until the next time.
        () => undefined,
      );
    };
    // What was to be opened before the page listened waits in the main process.
    take();
    return listen('open-waiting', take);
  },
  giveUp: (request) => ipcRenderer.send('give-up', request),
};

function listen(channel: string, listener: (value: unknown) => void): () => void {
  const receive = (_event: unknown, value: unknown): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

contextBridge.exposeInMainWorld('nephoscope', bridge);
