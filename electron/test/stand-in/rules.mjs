/**
 * What Electron says about each call that this application makes, and what the stand-in therefore refuses. `words` stand
 * in Electron's own `electron.d.ts`, where a test looks for them, so that a version with another rule is noticed; a rule
 * that is written elsewhere names its page or source in Electron's repository. Printed as a table by
 * `node electron/test/stand-in/rules.mjs`.
 */
const typed = (words) => ({ file: 'electron.d.ts', words });
const page = (file) => ({ file, words: null });

export const RULES = {
  'ready-after-main': {
    call: 'app.whenReady, app ready',
    rule: 'Comes only after the main module has been evaluated: a top-level await of it waits for ever.',
    source: page('docs/tutorial/esm.md; electron/electron#40719'),
  },
  'schemes-before-ready': {
    call: 'protocol.registerSchemesAsPrivileged',
    rule: 'Only before ready, and only once.',
    source: typed(
      'can only be used before the `ready` event of the `app` module gets emitted and can be called only once',
    ),
  },
  'schemes-list': {
    call: 'protocol.registerSchemesAsPrivileged',
    rule: 'Takes a list of {scheme, privileges}.',
    source: typed('registerSchemesAsPrivileged(customSchemes: CustomScheme[]): void;'),
  },
  'switch-before-ready': {
    call: 'app.commandLine.appendSwitch',
    rule: 'Strings; before ready, or Chromium does not see it.',
    source: page('docs/api/command-line-switches.md'),
  },
  'lock-data': {
    call: 'app.requestSingleInstanceLock',
    rule: 'The additional data is an object that can be written as JSON.',
    source: typed('requestSingleInstanceLock(additionalData?: Record<any, any>): boolean;'),
  },
  'user-model-id': {
    call: 'app.setAppUserModelId',
    rule: 'On Windows: up to 128 characters without spaces, before there is a window.',
    source: page('docs/api/app.md; https://learn.microsoft.com/windows/win32/shell/appids'),
  },
  'path-name': {
    call: 'app.getPath',
    rule: 'Knows a few names only.',
    source: typed("getPath(name: 'home' | 'appData'"),
  },
  'path-exists': {
    call: 'app.setPath',
    rule: 'A known name; the folder is there already.',
    source: typed('the path specifies a directory that does not exist, an `Error` is thrown'),
  },
  'user-data-before-lock': {
    call: "app.setPath('userData')",
    rule: 'Before requestSingleInstanceLock, whose lock lies in that folder, and before ready.',
    source: typed(
      "set a different user data directory for each instance using `app.setPath('userData', newPath)` before",
    ),
  },
  'fork-after-ready': {
    call: 'utilityProcess.fork',
    rule: 'Only after ready.',
    source: typed('`utilityProcess.fork` can only be called after the `ready` event'),
  },
  'fork-arguments': {
    call: 'utilityProcess.fork',
    rule: 'A path, a list of strings, and stdin that is ignored.',
    source: page('lib/browser/api/utility-process.ts'),
  },
  'utility-port': {
    call: 'process.parentPort',
    rule: 'A utility process has parentPort, whose messages are events with `data`, and no process.send.',
    source: typed('Emitted when the process receives a message. Messages received on this port'),
  },
  'utility-error': {
    call: 'utilityProcess.fork',
    rule: 'A fatal error of V8 is emitted as error: thrown in the main process where nobody listens.',
    source: page('lib/browser/api/utility-process.ts'),
  },
  'utility-spawn': {
    call: 'child.pid, child.kill',
    rule: 'A process that has not been started yet has no pid, and asking it to end asks nothing.',
    source: typed('Until the child process has spawned successfully, the value is `undefined`'),
  },
  'utility-clone': {
    call: 'child.postMessage, parentPort.postMessage',
    rule: 'Structured clone: functions throw, classes lose their prototype.',
    source: page('shell/services/node/parent_port.cc'),
  },
  'utility-orphan': {
    call: 'process.on("disconnect")',
    rule: 'A utility process is not told that its parent has gone.',
    source: page('shell/services/node/parent_port.cc'),
  },
  'run-as-node': {
    call: 'child_process.fork',
    rule: 'Runs Node code only where the fuse runAsNode is on, which it is not in our packages.',
    source: page('docs/tutorial/fuses.md'),
  },
  'window-after-ready': {
    call: 'new BrowserWindow',
    rule: 'Only after ready.',
    source: page('shell/browser/api/electron_api_browser_window.cc'),
  },
  'window-preload': {
    call: 'new BrowserWindow',
    rule: 'The preload script is named by an absolute path.',
    source: typed('The value should be the absolute file path to the script'),
  },
  'window-icon': {
    call: 'new BrowserWindow',
    rule: 'The icon is a PNG or JPEG that is there: of another path no image is made.',
    source: page('shell/common/api/electron_api_native_image.cc'),
  },
  'window-destroyed': {
    call: 'any member of a closed window',
    rule: 'Throws "Object has been destroyed".',
    source: typed('Reading this property throws `Object has been destroyed` once the'),
  },
  'window-close': {
    call: 'window.on("close")',
    rule: 'The close is cancelled by event.preventDefault() while the listener runs, not later.',
    source: typed('Calling `event.preventDefault()` will cancel the close'),
  },
  'reload-later': {
    call: 'webContents.reload',
    rule: 'Not while render-process-gone is told: that can end the main process.',
    source: page('electron/electron#51900'),
  },
  'load-scheme': {
    call: 'window.loadURL',
    rule: 'Loads an address whose scheme is handled; another one is rejected.',
    source: typed('loadURL(url: string, options?: LoadURLOptions): Promise<void>;'),
  },
  'send-clone': {
    call: 'webContents.send',
    rule: 'Structured clone: functions, promises, symbols and weak maps throw. Who listens later hears nothing.',
    source: typed('Sending Functions, Promises, Symbols, WeakMaps, or WeakSets will throw an exception'),
  },
  'open-handler': {
    call: 'webContents.setWindowOpenHandler',
    rule: 'The handler returns {action: "deny"} or {action: "allow"}.',
    source: typed('setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void;'),
  },
  'handle-once': {
    call: 'ipcMain.handle',
    rule: 'One function for each channel.',
    source: page('lib/browser/ipc-main-impl.ts'),
  },
  'invoke-clone': {
    call: 'ipcRenderer.invoke and its reply',
    rule: 'Structured clone in both directions; of an error only the message arrives.',
    source: typed('only the `message` property from the original error is provided to the renderer process'),
  },
  'protocol-after-ready': {
    call: 'protocol.handle',
    rule: 'Belongs to the default session: only after ready, once for each scheme.',
    source: page('lib/browser/api/protocol.ts'),
  },
  'protocol-reply': {
    call: 'protocol.handle',
    rule: 'The handler returns a Response or a promise of one.',
    source: typed('Either a `Response` or a `Promise<Response>` can be returned'),
  },
  'protocol-signal': {
    call: 'protocol.handle',
    rule: 'The signal of the request never fires; of an answer that nobody waits for, the body is closed.',
    source: page('lib/browser/api/protocol.ts, shell/browser/net/node_stream_loader.cc'),
  },
  'session-after-ready': {
    call: 'session.defaultSession',
    rule: 'Only after ready.',
    source: typed('the default session object of the app, available after `app.whenReady` is called'),
  },
  'spell-checker': {
    call: 'new BrowserWindow',
    rule: 'With the first window, the spell checker fetches a dictionary from a server of Google unless it is off by then.',
    source: typed('By default Electron will download hunspell dictionaries from the Chromium CDN'),
  },
  'dictionary-address': {
    call: 'session.setSpellCheckerDictionaryDownloadURL',
    rule: 'An address; the name of the file is put behind it, so it ends in a slash.',
    source: typed('Please note the trailing slash'),
  },
  'host-resolver': {
    call: 'app.configureHostResolver',
    rule: 'Only after ready; the first window finds names asked over HTTPS unless that is off by then.',
    source: typed('This API must be called after the `ready` event is emitted'),
  },
  'permission-check': {
    call: 'session.setPermissionCheckHandler, setPermissionRequestHandler',
    rule: 'A function or null; a check answers with true or false.',
    source: typed('setPermissionCheckHandler(handler: ((webContents: (WebContents) | (null)'),
  },
  'dialog-after-ready': {
    call: 'dialog.showOpenDialog, dialog.showSaveDialog, dialog.showMessageBox',
    rule: 'Only after ready.',
    source: page('lib/browser/api/dialog.ts'),
  },
  'dialog-options': {
    call: 'dialog.showOpenDialog, dialog.showSaveDialog, dialog.showMessageBox',
    rule: 'Texts are strings, properties and buttons lists, types and properties known; extensions have no dot.',
    source: typed('should contain extensions without wildcards or dots'),
  },
  'screen-after-ready': {
    call: 'screen',
    rule: 'Only after ready.',
    source: page('docs/api/screen.md'),
  },
  'menu-type': {
    call: 'Menu.setApplicationMenu',
    rule: 'A menu or null.',
    source: typed('static setApplicationMenu(menu: (Menu) | (null)): void;'),
  },
  'show-item': {
    call: 'shell.showItemInFolder',
    rule: 'A full path.',
    source: typed('showItemInFolder(fullPath: string): void;'),
  },
  'clipboard-text': {
    call: 'clipboard.writeText',
    rule: 'A string.',
    source: typed('writeText(text: string): Promise<void>;'),
  },
  'power-save-type': {
    call: 'powerSaveBlocker.start',
    rule: 'Knows two types only.',
    source: typed("start(type: 'prevent-app-suspension' | 'prevent-display-sleep'): number;"),
  },
  'power-save-number': {
    call: 'powerSaveBlocker.stop',
    rule: 'Each start is stopped by its own number. They are counted from 0; one that is stopped already is not stopped again.',
    source: page('shell/browser/api/electron_api_power_save_blocker.cc'),
  },
  'preload-require': {
    call: 'require in the preload script',
    rule: 'A sandboxed one may load electron, events, timers and url.',
    source: page('docs/tutorial/sandbox.md'),
  },
  'preload-commonjs': {
    call: 'the preload script',
    rule: 'A sandboxed one is CommonJS.',
    source: page('docs/tutorial/esm.md'),
  },
  'bridge-once': {
    call: 'contextBridge.exposeInMainWorld',
    rule: 'One name is given once.',
    source: page('lib/renderer/api/context-bridge.ts'),
  },
  'bridge-clone': {
    call: 'contextBridge.exposeInMainWorld',
    rule: 'Functions become proxies, other values are copied and frozen, prototypes and symbols are lost.',
    source: page('docs/api/context-bridge.md'),
  },
  'path-for-file': {
    call: 'webUtils.getPathForFile',
    rule: 'A File; anything else throws.',
    source: typed('In the case where the object passed in is not a `File` object an exception is thrown'),
  },
};

/** What broke a rule; the name of the rule stands in the message. */
export class BrokenRule extends Error {
  constructor(id, detail = '') {
    const { call, rule, source } = RULES[id];
    super(`Electron refuses ${call} [${id}]: ${rule} (${source.file})${detail && ` ${detail}`}`);
  }
}

export function enforce(id, holds, detail) {
  if (!holds) throw new BrokenRule(id, detail);
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split(/[\\/]/).at(-1))) {
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(new URL('../../../node_modules/electron/electron.d.ts', import.meta.url), 'utf8');
  console.log('| call | rule | source |\n|---|---|---|');
  for (const [id, { call, rule, source }] of Object.entries(RULES)) {
    const line = source.words && lineOf(text, source.words);
    console.log(`| \`${call}\` (${id}) | ${rule} | ${source.file}${line ? `:${line}` : ''} |`);
  }
}

/** Line on which words begin that may be broken over lines of a comment; null where they are not there. */
export function lineOf(text, words) {
  const pattern = words.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(pattern.join('\\s+(?:\\*\\s+)?'), 'i').exec(text);
  return found && text.slice(0, found.index).split('\n').length;
}
