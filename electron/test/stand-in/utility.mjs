import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BrokenRule, enforce } from './rules.mjs';
import { calls, clone, state } from './state.mjs';

const forkNode = childProcess.fork;
forbidFork();

/** As a packaged application: a fork would start the application once more. */
export function forbidFork() {
  childProcess.fork = (path) => {
    throw new BrokenRule('run-as-node', String(path));
  };
  syncBuiltinESMExports();
}

function cloneFor(message) {
  try {
    return clone(message);
  } catch {
    throw new BrokenRule('utility-clone');
  }
}

class UtilityProcess extends EventEmitter {
  #child;
  #isSpawned = false;

  constructor(path, args) {
    super();
    this.#child = forkNode(fileURLToPath(new URL('./utility-child.mjs', import.meta.url)), [path, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    });
    this.#child.on('spawn', () => {
      this.#isSpawned = true;
      this.emit('spawn');
    });
    calls.push(['utility.pid', this.#child.pid]);
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) => {
      // A signal comes as waitpid gives it.
      const status = code ?? (signal === 'SIGKILL' ? 9 : signal === 'SIGSEGV' ? 11 : 15);
      try {
        this.emit('exit', status);
      } finally {
        this.#child = null;
      }
    });
  }
  get pid() {
    return this.#isSpawned ? this.#child?.pid : undefined;
  }
  postMessage(message) {
    const sent = cloneFor(message);
    if (this.#child?.connected) this.#child.send({ data: sent });
  }
  kill() {
    return this.#child && this.#isSpawned ? this.#child.kill('SIGTERM') : false;
  }
}

export function fork(path, args = [], options = {}) {
  enforce('fork-after-ready', state.isReady);
  const { stdio } = options;
  enforce(
    'fork-arguments',
    typeof path === 'string' &&
      path !== '' &&
      Array.isArray(args) &&
      args.every((one) => typeof one === 'string') &&
      (stdio === undefined || ['pipe', 'ignore', 'inherit'].includes(stdio) || stdio[0] === 'ignore'),
  );
  calls.push(['utilityProcess.fork', path]);
  const child = new UtilityProcess(path, args);
  setImmediate(() => enforce('utility-error', child.listenerCount('error') > 0));
  return child;
}
