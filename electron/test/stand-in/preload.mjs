import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { BrokenRule, enforce } from './rules.mjs';
import { clone, state } from './state.mjs';

const require = createRequire(import.meta.url);
const ALLOWED = ['events', 'timers', 'url', 'node:events', 'node:timers', 'node:url'];
/** Paths of `File` objects that are backed by one on the disk. */
export const filePaths = new WeakMap();

/** A value as the page gets it from the preload script, and the other way round. */
export function crossBridge(value) {
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return value;
  if (typeof value === 'symbol') return undefined;
  if (typeof value === 'function') return (...args) => crossBridge(value(...args.map(crossBridge)));
  if (value instanceof Promise) return value.then(crossBridge, (error) => Promise.reject(new Error(error.message)));
  if (value instanceof File) return value;
  if (value instanceof Error) return new Error(value.message);
  if (Array.isArray(value)) return Object.freeze(value.map(crossBridge));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Map || value instanceof Date)
    return clone(value);
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, crossBridge(one)])));
}

/** Runs the preload script as a sandboxed one; returns what the page finds on `window`. */
export function loadPreload(path, contents) {
  const ipcRenderer = Object.assign(new EventEmitter(), {
    async invoke(channel, ...args) {
      const handler = state.handlers.get(channel);
      if (!handler)
        throw new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`);
      const sent = cloneFor(args, channel);
      const event = { sender: contents, senderFrame: contents.mainFrame };
      try {
        return cloneFor(await handler(event, ...sent), channel);
      } catch (error) {
        if (error instanceof BrokenRule) throw error;
        throw new Error(`Error invoking remote method '${channel}': ${error}`);
      }
    },
    send(channel, ...args) {
      const sent = cloneFor(args, channel);
      setImmediate(() => state.messages.emit(channel, { sender: contents, senderFrame: contents.mainFrame }, ...sent));
    },
  });
  const exposed = {};
  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld(name, api) {
        enforce('bridge-once', !(name in exposed), name);
        exposed[name] = crossBridge(api);
      },
    },
    webUtils: {
      getPathForFile(file) {
        enforce('path-for-file', file instanceof File);
        return filePaths.get(file) ?? '';
      },
    },
  };
  const load = (name) => {
    if (name === 'electron') return electron;
    enforce('preload-require', ALLOWED.includes(name), name);
    return require(name);
  };
  const module = { exports: {} };
  scriptOf(path).runInThisContext()(load, module, module.exports);
  return { ipcRenderer, exposed };
}

function scriptOf(path) {
  try {
    return new Script(`(function (require, module, exports) {${readFileSync(path, 'utf8')}\n})`, { filename: path });
  } catch (error) {
    throw new BrokenRule('preload-commonjs', error.message);
  }
}

function cloneFor(value, channel) {
  try {
    return clone(value);
  } catch {
    throw new BrokenRule('invoke-clone', channel);
  }
}
