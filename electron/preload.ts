import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Choice, ShellBridge } from './engine/contract/shell.ts';

/** The bridge between the page and the desktop shell: dialogs, drops and what the system asks to open. */
const bridge: ShellBridge = {
  kind: 'desktop',
  choose: (purpose) => ipcRenderer.invoke('choose', purpose),
  dropped: (files) =>
    ipcRenderer.invoke(
      'dropped',
      files.map((file) => webUtils.getPathForFile(file)),
    ),
  showInFolder: (handle) => ipcRenderer.invoke('show-in-folder', handle),
  onOpen: (listener) => listen('open', (choice) => listener(choice as Choice)),
  onMenu: (listener) => listen('menu', (command) => listener(command as string)),
};

function listen(channel: string, listener: (value: unknown) => void): () => void {
  const receive = (_event: unknown, value: unknown): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

contextBridge.exposeInMainWorld('nephoscope', bridge);
