import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildIfStale, DIST, ROOT } from './dist.mjs';

/** `npm start`: the desktop application where Electron's binary is or can be fetched, else the browser shell. */
const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** Path of Electron's binary; null where it is not there and cannot be fetched. */
function electronBinary() {
  const pathFile = join(electronFolder, 'path.txt');
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist');
  const find = () => {
    const path = join(folder, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron');
    return existsSync(path) ? path : null;
  };
  if (find() === null)
    spawnSync(process.execPath, [join(electronFolder, 'install.js')], { stdio: 'ignore', timeout: 600_000 });
  return find();
}

function missingDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

await buildIfStale({ renderer: true });
const reason = missingDisplay() ? 'There is no display' : null;
const binary = reason ? null : electronBinary();
if (binary) {
  spawn(binary, [ROOT, ...process.argv.slice(2)], { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
} else {
  console.log(
    `${reason ?? "Electron's binary is not here and could not be fetched"}: serving Nephoscope to the browser instead.`,
  );
  process.argv[1] = join(DIST, 'serve.mjs');
  await import(join(DIST, 'serve.mjs'));
}
