import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { build } from 'vite';
import { beforeAll, expect, it } from 'vitest';
import type { ShellBridge } from './engine/contract/shell.ts';

const invoked: unknown[][] = [];
const ipc = Object.assign(new EventEmitter(), {
  invoke: (...args: unknown[]) => {
    invoked.push(args);
    return Promise.resolve(null);
  },
});
let bridge: ShellBridge;

beforeAll(async () => {
  await build({ configFile: 'build/vite.preload.config.ts', logLevel: 'error' });
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: ShellBridge) => {
        expect(name).toBe('nephoscope');
        bridge = value;
      },
    },
    ipcRenderer: ipc,
    webUtils: { getPathForFile: (file: { readonly path: string }) => file.path },
  };
  runInNewContext(readFileSync('dist/preload.cjs', 'utf8'), {
    require: (name: string) => {
      if (name !== 'electron') throw new Error(`A sandboxed preload script cannot load ${name}.`);
      return electron;
    },
    module: { exports: {} },
    exports: {},
  });
});

it('forwards choices and drops as paths of the main process', async () => {
  expect(bridge.kind).toBe('desktop');
  await bridge.choose('product');
  await bridge.dropped([{ path: '/data/x.zip' } as unknown as File]);
  await bridge.showInFolder('abc');
  expect(invoked).toEqual([
    ['choose', 'product'],
    ['dropped', ['/data/x.zip']],
    ['show-in-folder', 'abc'],
  ]);
});

it('delivers what the system asks to open until the listener is removed', () => {
  const opened: unknown[] = [];
  const stop = bridge.onOpen((choice) => opened.push(choice));
  ipc.emit('open', {}, { handle: 'h', name: 'n' });
  stop();
  ipc.emit('open', {}, { handle: 'late', name: 'n' });
  expect(opened).toEqual([{ handle: 'h', name: 'n' }]);
});
