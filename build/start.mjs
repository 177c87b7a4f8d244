import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale, DIST, ROOT } from './dist.mjs';
import { ELECTRON_FOLDER, electronProgram, hasDisplay } from './electron-program.mjs';

/** `npm start`: the desktop application where Electron's program is or can be fetched, else the browser shell. */
function fetchElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return;
  spawnSync(process.execPath, [join(ELECTRON_FOLDER, 'install.js')], { stdio: 'ignore', timeout: 600_000 });
}

await buildIfStale({ renderer: true });
if (hasDisplay() && !electronProgram()) fetchElectron();
const program = hasDisplay() ? electronProgram() : null;
if (program) {
  spawn(program, [ROOT, ...process.argv.slice(2)], { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
} else {
  const reason = hasDisplay() ? "Electron's program is not here and could not be fetched" : 'There is no display';
  console.log(`${reason}: serving Nephoscope to the browser instead.`);
  const path = join(DIST, 'cli.mjs');
  process.argv.splice(1, 1, path, 'serve');
  await import(path);
}
