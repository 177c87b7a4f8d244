import { EventEmitter } from 'node:events';

/** What the parts of the stand-in share. */
export const calls = [];

export const record =
  (name) =>
  (...args) =>
    void calls.push([name, ...args]);

let becomeReady = () => {};

export const state = {
  app: null,
  isReady: false,
  isQuitting: false,
  /** `app.quit()` before ready ends the program once the main module has been evaluated. */
  quitsEarly: false,
  hasLock: false,
  /** Set by `app.setPath`. */
  paths: {},
  schemesAreRegistered: false,
  /** Chromium's, until the program says otherwise. */
  spellCheckerIsOn: true,
  asksNamesOverHttps: true,
  ready: new Promise((resolve) => {
    becomeReady = resolve;
  }),
  /** Channel -> handler of `ipcMain`. */
  handlers: new Map(),
  /** What `ipcRenderer.send` sends to `ipcMain`. */
  messages: new EventEmitter(),
  /** Paths that the next file dialogs give; none is "Cancel". */
  dialogAnswer: [],
  /** Answers a message box by the index of a button; its own way out where nobody says otherwise. */
  answerBox: async ({ cancelId = 0 }) => cancelId,
  onLastWindowClosed: () => {},
  onExit: null,
};

/** What Electron does once the main module has been evaluated. */
export function makeReady() {
  state.isReady = true;
  becomeReady();
  state.app.emit('ready', {}, {});
}

/** As Electron sends values between processes. */
export function clone(value) {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}
