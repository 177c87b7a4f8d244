import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, DIST, ROOT } from './dist.mjs';
import {
  ELECTRON_FOLDER,
  electronArguments,
  electronProgram,
  hasDisplay,
  serveArguments,
} from './electron-program.mjs';

/**
 * `npm start`: the desktop application where Electron's program is or can be fetched, and starts; else the browser shell,
 * with the reason.
 */

/** A program that fails sooner than this has shown no window. */
const AT_ONCE_MILLISECONDS = 15_000;

/** Fetches Electron's program; the reason where that fails, else null. */
function fetchElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return 'it is not where ELECTRON_OVERRIDE_DIST_PATH says';
  console.log("Fetching Electron's program, some 120 MB, for this first start ...");
  const { error, stderr } = spawnSync(process.execPath, [join(ELECTRON_FOLDER, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (electronProgram()) return null;
  const said = /^\w*Error.*$/m.exec(stderr ?? '')?.[0] ?? error?.message;
  return `it could not be fetched${said ? ` (${said})` : ''}`;
}

/** Runs the application; null once it has ended, or the reason why it did not start. */
function runElectron(program) {
  const began = Date.now();
  // Set in some terminals; with it the program would be no more than Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const args = electronArguments(ROOT, process.argv.slice(2));
  const child = spawn(program, args, { stdio: 'inherit', env });
  // A terminal's Ctrl-C reaches Electron too, which ends or asks first.
  const wait = () => undefined;
  const end = () => child.kill();
  process.on('SIGINT', wait).on('SIGTERM', end);
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`it could not be run (${message})`));
    child.on('exit', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', end);
      if (code === 0 || Date.now() - began > AT_ONCE_MILLISECONDS) process.exit(code ?? 1);
      resolve(`it ended at once (${signal ?? `code ${code}`}); see above`);
    });
  });
}

async function startElectron() {
  if (!hasDisplay()) return 'there is no display';
  const missing = electronProgram() ? null : fetchElectron();
  return missing ?? runElectron(electronProgram());
}

await buildIfStale({ renderer: true });
console.log(`Electron's program is not used: ${await startElectron()}. Serving Nephoscope to the browser instead.`);
const path = join(DIST, 'cli.mjs');
process.argv.splice(1, process.argv.length - 1, path, 'serve', ...serveArguments(process.argv.slice(2)));
await import(pathToFileURL(path).href);
