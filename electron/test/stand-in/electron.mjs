/**
 * The few members of Electron that `main.ts` touches, for running the built main process under plain Node in tests.
 * What it is told is recorded in `calls`; what a user or the page would do is done through `page`.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

export const calls = [];
const record =
  (name, result) =>
  (...args) => {
    calls.push([name, ...args]);
    return result;
  };

const handlers = new Map();
const protocolHandlers = new Map();
let dialogAnswer = { filePaths: [] };

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: { appendSwitch: record('appendSwitch') },
  requestSingleInstanceLock: () => true,
  getPath: (name) => `${process.env.STAND_IN_FOLDER}/${name}`,
  whenReady: () => Promise.resolve(),
  quit: () => app.emit('will-quit'),
});

class WebContents extends EventEmitter {
  setWindowOpenHandler = (handler) => calls.push(['setWindowOpenHandler', handler({ url: 'https://example.org' })]);
  send = record('send');
}

export class BrowserWindow {
  static windows = [];
  static getAllWindows = () => BrowserWindow.windows;
  webContents = new WebContents();
  focus = record('focus');
  loadURL = async (url) => calls.push(['loadURL', url]);
  constructor(options) {
    calls.push(['BrowserWindow', options]);
    BrowserWindow.windows.push(this);
  }
}

export const dialog = {
  showOpenDialog: async (options) => {
    calls.push(['showOpenDialog', options]);
    return dialogAnswer;
  },
};
export const ipcMain = { handle: (channel, listener) => handlers.set(channel, listener) };
export const Menu = { setApplicationMenu: record('setApplicationMenu') };
export const protocol = {
  registerSchemesAsPrivileged: record('registerSchemesAsPrivileged'),
  handle: (scheme, handler) => protocolHandlers.set(scheme, handler),
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler) => handler(null, 'media', record('permissionAnswer')),
    setPermissionCheckHandler: (handler) => calls.push(['permissionCheck', handler()]),
  },
};
export const shell = { showItemInFolder: record('showItemInFolder') };
export const utilityProcess = {
  fork: (path, args) => {
    calls.push(['utilityProcess.fork', path]);
    return fork(path, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  },
};

/** What the page and the user do. */
export const page = {
  fetch: (url, init) => protocolHandlers.get('app')(new Request(url, init)),
  invoke: (channel, url, ...args) =>
    Promise.resolve().then(() => handlers.get(channel)({ senderFrame: { url } }, ...args)),
  answerDialogWith: (...filePaths) => {
    dialogAnswer = { filePaths };
  },
};
