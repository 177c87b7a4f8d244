import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { ShellBridge } from './engine/contract/shell.ts';
import { filePaths, loadPreload } from './test/stand-in/preload.mjs';
import { state } from './test/stand-in/state.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nephoscope-preload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
await build({ configFile: 'build/vite.preload.config.ts', logLevel: 'error' });

let invoked: unknown[][];
let waiting: unknown[];
let page: ReturnType<typeof loadPreload>;
let bridge: ShellBridge;
beforeEach(() => {
  invoked = [];
  waiting = [];
  state.handlers.clear();
  for (const channel of ['choose', 'choose-several', 'dropped', 'show-in-folder', 'copy-path'])
    state.handlers.set(channel, (_event, ...args) => {
      invoked.push([channel, ...args]);
      return null;
    });
  state.handlers.set('take-waiting', () => waiting.splice(0));
  page = loadPreload(resolve('dist/preload.cjs'), { mainFrame: { url: 'app://nephoscope/index.html' } });
  bridge = page.exposed.nephoscope as ShellBridge;
});

it('forwards choices and drops as paths of the main process', async () => {
  expect(bridge.kind).toBe('desktop');
  const file = new File([''], 'x.zip');
  filePaths.set(file, '/data/x.zip');
  await bridge.choose('product');
  await bridge.chooseSeveral('product');
  await bridge.dropped([file]);
  await bridge.showInFolder('abc');
  await bridge.copyPath('abc');
  expect(invoked).toEqual([
    ['choose', 'product'],
    ['choose-several', 'product'],
    ['dropped', ['/data/x.zip']],
    ['show-in-folder', 'abc'],
    ['copy-path', 'abc'],
  ]);
});

it('takes what waits when the page listens and whenever it is told, until the listener is removed', async () => {
  const opened: unknown[] = [];
  const settled = () => new Promise((wait) => setTimeout(wait, 0));
  waiting = [{ handle: 'early', name: 'n' }];
  const stop = bridge.onOpen((choice) => opened.push(choice));
  await settled();
  waiting = [{ handle: 'later', name: 'n' }];
  page.ipcRenderer.emit('open-waiting', {});
  await settled();
  stop();
  waiting = [{ handle: 'late', name: 'n' }];
  page.ipcRenderer.emit('open-waiting', {});
  await settled();
  expect(opened).toEqual([
    { handle: 'early', name: 'n' },
    { handle: 'later', name: 'n' },
  ]);
});
