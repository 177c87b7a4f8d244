/**
 * The members of Electron that the main process touches, as strict as Electron is (`rules.mjs`), for running it under
 * plain Node. What it is told is recorded in `calls`; what the user, the page and the system would do is in `state.mjs`.
 */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { BrowserWindow, handledSchemes } from './browser-window.mjs';
import { enforce } from './rules.mjs';
import { calls, record, state } from './state.mjs';
import { fork } from './utility.mjs';

export { BrowserWindow };

const PATHS =
  'home appData assets userData sessionData temp exe module desktop documents downloads music pictures videos recent logs crashDumps'.split(
    ' ',
  );

function quit() {
  calls.push(['quit']);
  if (!state.isReady) {
    state.quitsEarly = true;
    return;
  }
  if (prevented('before-quit')) return;
  state.isQuitting = true;
  for (const window of BrowserWindow.getAllWindows()) window.close();
  if (BrowserWindow.getAllWindows().length > 0) {
    state.isQuitting = false;
    return;
  }
  finishQuit();
}

export function finishQuit() {
  if (prevented('will-quit')) {
    state.isQuitting = false;
    return;
  }
  app.emit('quit', {}, 0);
  state.onExit?.(0);
}

function prevented(name) {
  let isPrevented = false;
  app.emit(name, { preventDefault: () => (isPrevented = true) });
  return isPrevented;
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: {
    appendSwitch(name, value) {
      enforce(
        'switch-before-ready',
        !state.isReady && typeof name === 'string' && ['string', 'undefined'].includes(typeof value),
      );
      calls.push(['appendSwitch', name]);
    },
    getSwitchValue(name) {
      const word = process.argv.find((one) => one.startsWith(`--${name}=`));
      return word?.slice(name.length + 3) ?? '';
    },
  },
  requestSingleInstanceLock(data = {}) {
    enforce('lock-data', typeof data === 'object' && data !== null && JSON.stringify(data) !== undefined);
    calls.push(['requestSingleInstanceLock', data]);
    state.hasLock = process.env.STAND_IN_LOCK !== 'lost';
    return state.hasLock;
  },
  getPath(name) {
    enforce('path-name', PATHS.includes(name), name);
    return state.paths[name] ?? `${process.env.STAND_IN_FOLDER}/${name}`;
  },
  setPath(name, path) {
    enforce('path-exists', PATHS.includes(name) && isAbsolute(path) && existsSync(path), path);
    enforce('user-data-before-lock', name !== 'userData' || (!state.hasLock && !state.isReady));
    calls.push(['setPath', name, path]);
    state.paths[name] = path;
  },
  addRecentDocument: (path) => calls.push(['addRecentDocument', path]),
  configureHostResolver({ secureDnsMode = 'automatic' }) {
    enforce('host-resolver', state.isReady && ['off', 'automatic', 'secure'].includes(secureDnsMode), secureDnsMode);
    calls.push(['configureHostResolver', secureDnsMode]);
    state.asksNamesOverHttps = secureDnsMode !== 'off';
  },
  setAppUserModelId(id) {
    enforce(
      'user-model-id',
      process.platform === 'win32' && /^[^ ]{1,128}$/.test(id) && BrowserWindow.getAllWindows().length === 0,
      String(id),
    );
    calls.push(['setAppUserModelId', id]);
  },
  isReady: () => state.isReady,
  whenReady: () => state.ready,
  quit,
  exit(code = 0) {
    calls.push(['exit', code]);
    state.onExit?.(code);
  },
});
// Without a listener of its own an application quits with its last window.
state.onLastWindowClosed = () => {
  if (state.isQuitting) finishQuit();
  else if (app.listenerCount('window-all-closed') === 0) quit();
  else app.emit('window-all-closed');
};
state.app = app;

const DIALOG_TEXTS = ['title', 'buttonLabel', 'defaultPath', 'message', 'detail'];
const OPEN_PROPERTIES =
  'openFile openDirectory multiSelections showHiddenFiles createDirectory promptToCreate noResolveAliases treatPackageAsDirectory dontAddToRecent'.split(
    ' ',
  );

/** Both forms of a dialog: with the window that it belongs to, and without. */
function dialogOptions(args) {
  enforce('dialog-after-ready', state.isReady);
  const window = args[0] instanceof BrowserWindow ? args[0] : null;
  if (window) window.getTitle();
  const options = (window ? args[1] : args[0]) ?? {};
  for (const name of DIALOG_TEXTS)
    enforce('dialog-options', ['string', 'undefined'].includes(typeof options[name]), name);
  return options;
}

function dialogFilters({ filters = [] }) {
  for (const { name, extensions } of filters)
    enforce('dialog-options', typeof name === 'string' && extensions.every((one) => /^(\*|[^.*]+)$/.test(one)));
}

export const dialog = {
  async showOpenDialog(...args) {
    const options = dialogOptions(args);
    const { properties = ['openFile'] } = options;
    enforce('dialog-options', Array.isArray(properties) && properties.every((one) => OPEN_PROPERTIES.includes(one)));
    dialogFilters(options);
    calls.push(['showOpenDialog', options]);
    return { canceled: state.dialogAnswer.length === 0, filePaths: state.dialogAnswer };
  },
  async showSaveDialog(...args) {
    const options = dialogOptions(args);
    dialogFilters(options);
    calls.push(['showSaveDialog', options]);
    return { canceled: state.dialogAnswer.length === 0, filePath: state.dialogAnswer[0] ?? '' };
  },
  async showMessageBox(...args) {
    const options = dialogOptions(args);
    const { type = 'none', buttons = [], noLink = false } = options;
    enforce('dialog-options', ['none', 'info', 'warning', 'error', 'question'].includes(type), type);
    enforce('dialog-options', Array.isArray(buttons) && typeof noLink === 'boolean');
    calls.push(['showMessageBox', options]);
    return { response: await state.answerBox(options), checkboxChecked: false };
  },
  showErrorBox: (title, content) => calls.push(['showErrorBox', title, content]),
};

export const ipcMain = {
  handle(channel, listener) {
    enforce(
      'handle-once',
      typeof channel === 'string' && typeof listener === 'function' && !state.handlers.has(channel),
      channel,
    );
    calls.push(['ipcMain.handle', channel]);
    state.handlers.set(channel, listener);
  },
  on(channel, listener) {
    state.messages.on(channel, listener);
  },
};

export const Menu = {
  setApplicationMenu(menu) {
    enforce('menu-type', menu === null);
    calls.push(['setApplicationMenu', menu]);
  },
};

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    enforce('schemes-before-ready', !state.isReady && !state.schemesAreRegistered);
    enforce(
      'schemes-list',
      Array.isArray(schemes) &&
        schemes.every(({ scheme, privileges }) => typeof scheme === 'string' && typeof privileges === 'object'),
    );
    state.schemesAreRegistered = true;
    calls.push(['registerSchemesAsPrivileged', schemes]);
  },
  handle(scheme, handler) {
    enforce(
      'protocol-after-ready',
      state.isReady && !handledSchemes.has(scheme) && typeof handler === 'function',
      scheme,
    );
    handledSchemes.set(scheme, handler);
  },
};

export const session = {
  get defaultSession() {
    enforce('session-after-ready', state.isReady);
    return {
      setPermissionRequestHandler(handler) {
        enforce('permission-check', handler === null || typeof handler === 'function');
        handler?.(null, 'media', record('permissionAnswer'), {});
        handler?.(null, 'clipboard-sanitized-write', record('permissionToCopy'), {});
      },
      setPermissionCheckHandler(handler) {
        enforce('permission-check', handler === null || typeof handler?.(null, 'media', '', {}) === 'boolean');
        calls.push(['permissionCheck', handler?.(null, 'media', '', {})]);
      },
      setSpellCheckerEnabled(isOn) {
        calls.push(['setSpellCheckerEnabled', isOn]);
        state.spellCheckerIsOn = isOn;
      },
      setSpellCheckerDictionaryDownloadURL(url) {
        enforce('dictionary-address', URL.canParse(url) && url.endsWith('/'), url);
      },
    };
  },
};

/** Two screens beside each other; work areas without panels. */
const DISPLAYS = [
  { id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 }, workArea: { x: 0, y: 27, width: 1920, height: 1053 } },
  {
    id: 2,
    bounds: { x: 1920, y: 0, width: 2560, height: 1440 },
    workArea: { x: 1920, y: 0, width: 2560, height: 1440 },
  },
];
const screenMember = (value) => () => {
  enforce('screen-after-ready', state.isReady);
  return structuredClone(value);
};
export const screen = { getAllDisplays: screenMember(DISPLAYS), getPrimaryDisplay: screenMember(DISPLAYS[0]) };

export const shell = {
  showItemInFolder(path) {
    enforce('show-item', typeof path === 'string' && isAbsolute(path), String(path));
    calls.push(['showItemInFolder', path]);
  },
};

export const clipboard = {
  async writeText(text) {
    enforce('clipboard-text', typeof text === 'string', String(text));
    calls.push(['clipboard.writeText', text]);
  },
};

const powerBlockers = new Set();
let lastPowerBlocker = -1;
export const powerSaveBlocker = {
  start(type) {
    enforce('power-save-type', ['prevent-app-suspension', 'prevent-display-sleep'].includes(type), type);
    powerBlockers.add(++lastPowerBlocker);
    calls.push(['powerSaveBlocker.start', type, lastPowerBlocker]);
    return lastPowerBlocker;
  },
  stop(id) {
    enforce('power-save-number', Number.isInteger(id), String(id));
    calls.push(['powerSaveBlocker.stop', id]);
    return powerBlockers.delete(id);
  },
  isStarted: (id) => powerBlockers.has(id),
};

export const utilityProcess = { fork };
