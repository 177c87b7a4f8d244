import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where Electron's npm package lies. */
export const ELECTRON_FOLDER = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/**
 * Path of Electron's program where its npm package looks for it (`index.js` of the package: `path.txt` names the program
 * inside `dist`, or inside `ELECTRON_OVERRIDE_DIST_PATH`); null where it is not there. Fetches nothing, as asking the
 * package itself would.
 */
export function electronProgram(folder = ELECTRON_FOLDER, env = process.env) {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : '';
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!override && !name) return null;
  const program = override ? join(override, name || 'electron') : join(folder, 'dist', name);
  return statSync(program, { throwIfNoEntry: false })?.isFile() ? program : null;
}

/** Whether a window can be shown: on Linux that takes a display. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * What `npm start` hands to Electron. As root on Linux, Chromium ends at once unless its sandbox is off; the word for it
 * stands behind the application's folder, where the program takes it for no product.
 */
export function electronArguments(root, words, platform = process.platform, user = process.getuid?.()) {
  const isRefused = platform === 'linux' && user === 0 && !words.includes('--no-sandbox');
  return [root, ...(isRefused ? ['--no-sandbox'] : []), ...words];
}

/** The words that the browser shell knows; paths and Chromium's options are Electron's. */
export function serveArguments(words) {
  return words.filter((word, at) => {
    const isValue = at > 0 && /^--(root|port)$/.test(words[at - 1]);
    return isValue || /^--(root|port|no-open)(=|$)/.test(word);
  });
}
