import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { lineOf, RULES } from './rules.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-stand-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PRELOAD = join(folder, 'preload.cjs');
const CHILD = join(folder, 'child.mjs');
const ready = (work: string) => `app.whenReady().then(async () => { ${work} });`;
/** What is wanted before a window, so that nothing is sent anywhere. */
const QUIET = `session.defaultSession.setSpellCheckerEnabled(false);
  app.configureHostResolver({ secureDnsMode: 'off' });`;
/** A window whose page is answered and whose preload script runs. */
const withWindow = (work: string) =>
  ready(`
  ${QUIET}
  protocol.handle('app', () => new Response('page'));
  const window = new BrowserWindow({ webPreferences: { preload: ${JSON.stringify(PRELOAD)} } });
  ${work}`);

interface Violation {
  readonly main: string;
  readonly preload?: string;
  readonly child?: string;
  /** What is said; the name of the rule where it is left out. */
  readonly says?: string;
}

/** One small program for each rule that breaks it; of some rules, one that shows by `throw` how Electron behaves. */
const VIOLATIONS: Readonly<Record<string, Violation>> = {
  'ready-after-main': { main: 'await app.whenReady();' },
  'schemes-before-ready': { main: ready('protocol.registerSchemesAsPrivileged([])') },
  'schemes-list': { main: "protocol.registerSchemesAsPrivileged({ scheme: 'app' })" },
  'switch-before-ready': { main: ready("app.commandLine.appendSwitch('x')") },
  'lock-data': { main: "app.requestSingleInstanceLock('paths')" },
  'user-model-id': { main: "app.setAppUserModelId('org.example.app')" },
  'path-name': { main: "app.getPath('cache')" },
  'path-exists': { main: "app.setPath('userData', '/nowhere/at/all')" },
  'user-data-before-lock': { main: "app.requestSingleInstanceLock(); app.setPath('userData', '/')" },
  'fork-after-ready': { main: `utilityProcess.fork(${JSON.stringify(CHILD)})` },
  'fork-arguments': { main: ready(`utilityProcess.fork(${JSON.stringify(CHILD)}, [1])`) },
  'utility-port': {
    child: `process.parentPort.on('message', ({ data }) =>
      process.parentPort.postMessage(data + (process.send === undefined ? ' without send' : ' with send')))`,
    main: ready(`
      const child = utilityProcess.fork(${JSON.stringify(CHILD)});
      child.on('error', () => {}).on('message', (text) => { throw new Error(text); });
      child.on('spawn', () => child.postMessage('event with data,'));`),
    says: 'event with data, without send',
  },
  'utility-clone': { main: ready(`utilityProcess.fork(${JSON.stringify(CHILD)}).postMessage(() => {})`) },
  'utility-orphan': {
    child: `process.on('disconnect', () => process.exit(7)); process.emit('disconnect');
      process.parentPort.postMessage('not told')`,
    main: ready(`utilityProcess.fork(${JSON.stringify(CHILD)}).on('error', () => {})
      .on('message', (text) => { throw new Error(text); })`),
    says: 'not told',
  },
  'run-as-node': { main: `(await import('node:child_process')).fork(${JSON.stringify(CHILD)})` },
  'window-after-ready': { main: 'new BrowserWindow()' },
  'spell-checker': { main: ready("app.configureHostResolver({ secureDnsMode: 'off' }); new BrowserWindow()") },
  'dictionary-address': {
    main: ready("session.defaultSession.setSpellCheckerDictionaryDownloadURL('app://page')"),
  },
  'host-resolver': { main: "app.configureHostResolver({ secureDnsMode: 'off' })" },
  'reload-later': {
    main: withWindow(`await window.loadURL('app://page');
      window.webContents.on('render-process-gone', () => window.webContents.reload());
      window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });`),
  },
  'utility-error': { main: ready(`utilityProcess.fork(${JSON.stringify(CHILD)})`) },
  'utility-spawn': {
    main: ready(`
      const child = utilityProcess.fork(${JSON.stringify(CHILD)});
      throw new Error([child.pid, child.kill()].join(' and '));`),
    says: ' and false',
  },
  'protocol-signal': {
    main: ready(`${QUIET}
      let told = false;
      let closed = () => {};
      const isClosed = new Promise((resolve) => (closed = resolve));
      protocol.handle('app', ({ signal }) => {
        signal.addEventListener('abort', () => (told = true));
        return new Response(new ReadableStream({ cancel: () => closed() }));
      });
      const { fetchFrom } = await import(${JSON.stringify(pathToFileURL(resolve('electron/test/stand-in/browser-window.mjs')).href)});
      const controller = new AbortController();
      await fetchFrom('app://page', { signal: controller.signal });
      controller.abort();
      await isClosed;
      throw new Error('closed, told: ' + told)`),
    says: 'closed, told: false',
  },
  'window-preload': { main: ready(`${QUIET}new BrowserWindow({ webPreferences: { preload: 'preload.cjs' } })`) },
  'window-icon': { main: ready(`${QUIET}new BrowserWindow({ icon: ${JSON.stringify(resolve('build/icon.svg'))} })`) },
  'window-destroyed': {
    main: withWindow("app.on('window-all-closed', () => {}); window.destroy(); window.webContents.send('x')"),
    says: 'Object has been destroyed',
  },
  'window-close': {
    main: withWindow(`app.on('window-all-closed', () => {});
      window.on('close', (event) => setTimeout(() => event.preventDefault()));
      window.close(); if (window.isDestroyed()) throw new Error('closed all the same');`),
    says: 'closed all the same',
  },
  'load-scheme': { main: withWindow("await window.loadURL('other://page')") },
  'send-clone': { main: withWindow("window.webContents.send('x', () => {})") },
  'open-handler': { main: withWindow('window.webContents.setWindowOpenHandler(() => false)') },
  'handle-once': { main: "ipcMain.handle('a', () => {}); ipcMain.handle('a', () => {})" },
  'invoke-clone': {
    main: `ipcMain.handle('a', () => () => {}); ${withWindow("await window.loadURL('app://page')")}`,
    preload: "require('electron').ipcRenderer.invoke('a')",
  },
  'protocol-after-ready': { main: "protocol.handle('app', () => new Response(''))" },
  'protocol-reply': {
    main: ready(`${QUIET}protocol.handle('app', () => 'page'); await new BrowserWindow().loadURL('app://page')`),
  },
  'session-after-ready': { main: 'session.defaultSession' },
  'permission-check': { main: ready('session.defaultSession.setPermissionCheckHandler(() => undefined)') },
  'dialog-after-ready': { main: 'await dialog.showMessageBox({ message: "x" })' },
  'dialog-options': { main: ready("await dialog.showOpenDialog({ filters: [{ name: 'x', extensions: ['.zip'] }] })") },
  'screen-after-ready': { main: 'screen.getAllDisplays()' },
  'menu-type': { main: 'Menu.setApplicationMenu()' },
  'show-item': { main: "shell.showItemInFolder('product.SAFE')" },
  'clipboard-text': { main: 'await clipboard.writeText(7)' },
  'power-save-type': { main: ready("powerSaveBlocker.start('sleep')") },
  'power-save-number': {
    main: ready(`
      const id = powerSaveBlocker.start('prevent-app-suspension');
      throw new Error([id, powerSaveBlocker.isStarted(id), powerSaveBlocker.stop(id), powerSaveBlocker.stop(id)].join(' '));`),
    says: '0 true true false',
  },
  'preload-require': { main: withWindow("await window.loadURL('app://page')"), preload: "require('node:fs')" },
  'preload-commonjs': { main: withWindow("await window.loadURL('app://page')"), preload: "import 'electron';" },
  'bridge-once': {
    main: withWindow("await window.loadURL('app://page')"),
    preload: `const { contextBridge } = require('electron');
      contextBridge.exposeInMainWorld('a', {}); contextBridge.exposeInMainWorld('a', {})`,
  },
  'bridge-clone': {
    main: withWindow(`await window.loadURL('app://page');
      const { a } = window.webContents.world.exposed;
      throw new Error([typeof a.say, a.value, Object.isFrozen(a), 'mark' in a && a.mark].join(' '))`),
    preload: `class Api { value = 1; say = () => {}; mark = Symbol('x'); method() {} }
      require('electron').contextBridge.exposeInMainWorld('a', new Api())`,
    says: 'function 1 true ',
  },
  'path-for-file': {
    main: withWindow("await window.loadURL('app://page')"),
    preload: "require('electron').webUtils.getPathForFile({ path: '/x' })",
  },
};

async function run({ main, preload = '', child = '' }: Violation): Promise<string> {
  writeFileSync(PRELOAD, preload);
  writeFileSync(CHILD, child);
  const path = join(folder, 'main.mjs');
  const names =
    'app, BrowserWindow, clipboard, dialog, ipcMain, Menu, powerSaveBlocker, protocol, screen, session, shell, utilityProcess';
  writeFileSync(path, `import { ${names} } from 'electron';\n${main}`);
  const here = resolve('electron/test/stand-in');
  const args = ['--import', join(here, 'register.mjs'), join(here, 'violate.mjs'), pathToFileURL(path).href];
  const env = { ...process.env, STAND_IN_FOLDER: folder, STAND_IN_EVALUATION_MILLISECONDS: '500' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error) => error);
  return stdout;
}

describe('the stand-in of Electron', () => {
  it('has a program for each rule', () => {
    expect(Object.keys(VIOLATIONS).toSorted()).toEqual(Object.keys(RULES).toSorted());
  });

  it.each(Object.entries(VIOLATIONS))('holds the rule %s', async (id, violation) => {
    expect(await run(violation)).toContain(violation.says ?? `[${id}]`);
  });

  it('lets a program through that breaks none', async () => {
    expect(await run({ main: withWindow("await window.loadURL('app://page')") })).toBe('');
  });
});

describe("Electron's own description", () => {
  const text = readFileSync('node_modules/electron/electron.d.ts', 'utf8');
  const worded = Object.entries(RULES).filter(([, { source }]) => source.words !== null);

  it.each(worded)('still says what the rule %s rests on', (_id, { source }) => {
    expect(lineOf(text, source.words as string)).toBeGreaterThan(0);
  });
});
