import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { loadPreload } from './preload.mjs';
import { BrokenRule, enforce } from './rules.mjs';
import { calls, clone, state } from './state.mjs';

/** Scheme -> handler of `protocol.handle`. */
export const handledSchemes = new Map();

/**
 * Asks a handled scheme as the network service does; a reply that is none fails the request. Who gives it up closes the body
 * of the answer, where there is one by then; the handler hears nothing of it.
 */
export async function fetchFrom(url, { signal, ...init } = {}) {
  const handler = handledSchemes.get(new URL(url).protocol.slice(0, -1));
  enforce('load-scheme', handler !== undefined, url);
  const response = await handler(new Request(url, init));
  enforce('protocol-reply', response instanceof Response, url);
  signal?.addEventListener('abort', () => void response.body?.cancel());
  if (signal?.aborted) await response.body?.cancel();
  signal?.throwIfAborted();
  return response;
}

class WebContents extends EventEmitter {
  /** The page's side of the preload script; null until a page has been loaded. */
  world = null;
  mainFrame = { url: '' };

  constructor(window) {
    super();
    this.window = window;
  }
  isDestroyed = () => this.window.destroyed;
  setWindowOpenHandler(handler) {
    const answer = handler({ url: 'https://example.org' });
    enforce('open-handler', ['deny', 'allow'].includes(answer?.action));
    calls.push(['setWindowOpenHandler', answer]);
  }
  send(channel, ...args) {
    if (this.window.destroyed) throw new TypeError('Object has been destroyed');
    let sent;
    try {
      sent = clone(args);
    } catch {
      throw new BrokenRule('send-clone', channel);
    }
    calls.push(['send', channel, ...sent]);
    this.world?.ipcRenderer.emit(channel, {}, ...sent);
  }
  async load(url) {
    const response = await fetchFrom(url);
    if (!response.ok) throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    await response.text();
    this.mainFrame = { url };
    this.world = loadPreload(this.window.options.webPreferences.preload, this);
    this.emit('did-finish-load', {});
  }
  emit(name, ...args) {
    this.isTellingOfEnd = name === 'render-process-gone';
    try {
      return super.emit(name, ...args);
    } finally {
      this.isTellingOfEnd = false;
    }
  }
  reload() {
    enforce('reload-later', !this.isTellingOfEnd);
    calls.push(['reload']);
    return this.load(this.mainFrame.url);
  }
}

/** What Skia makes a picture of, by how it begins. */
function isPicture(path) {
  if (!isAbsolute(path) || !existsSync(path)) return false;
  return /^(\x89PNG|\xff\xd8)/.test(readFileSync(path, 'latin1'));
}

const MEMBERS_OF_DESTROYED = new Set([
  'isDestroyed',
  'id',
  'destroyed',
  'on',
  'off',
  'once',
  'emit',
  'removeListener',
  'listenerCount',
]);

export class BrowserWindow extends EventEmitter {
  static windows = [];
  static getAllWindows = () => [...BrowserWindow.windows];
  static fromWebContents = (contents) => BrowserWindow.windows.find((window) => window.contents === contents) ?? null;
  destroyed = false;

  constructor(options = {}) {
    super();
    enforce('window-after-ready', state.isReady);
    enforce('spell-checker', !state.spellCheckerIsOn);
    enforce('host-resolver', !state.asksNamesOverHttps);
    const { icon } = options;
    enforce('window-icon', icon === undefined || isPicture(icon), icon);
    const { preload } = options.webPreferences ?? {};
    enforce('window-preload', preload === undefined || isAbsolute(preload), preload);
    calls.push(['BrowserWindow', clone(options)]);
    this.options = options;
    this.contents = new WebContents(this);
    this.bounds = { x: 100, y: 100, width: 800, height: 600, ...pick(options, ['x', 'y', 'width', 'height']) };
    const strict = new Proxy(this, {
      get: (target, name) => {
        if (target.destroyed && typeof name === 'string' && !MEMBERS_OF_DESTROYED.has(name))
          throw new TypeError('Object has been destroyed');
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    this.strict = strict;
    BrowserWindow.windows.push(strict);
    // biome-ignore lint/correctness/noConstructorReturn: a closed window refuses every use
    return strict;
  }
  get webContents() {
    return this.contents;
  }
  getTitle = () => this.options.title ?? '';
  isDestroyed = () => this.destroyed;
  getBounds = () => ({ ...this.bounds });
  getNormalBounds = () => ({ ...this.bounds });
  maximized = false;
  isMaximized = () => this.maximized;
  maximize() {
    this.maximized = true;
    calls.push(['maximize']);
  }
  isMinimized = () => false;
  restore = () => calls.push(['restore']);
  show = () => calls.push(['show']);
  focus = () => calls.push(['focus']);
  loadURL(url) {
    calls.push(['loadURL', url]);
    return this.contents.load(url);
  }
  close() {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.destroy();
  }
  destroy() {
    this.destroyed = true;
    BrowserWindow.windows = BrowserWindow.windows.filter((window) => window !== this.strict);
    this.emit('closed');
    if (BrowserWindow.windows.length === 0 && !state.isQuitting) state.onLastWindowClosed();
  }
}

function pick(from, names) {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}
