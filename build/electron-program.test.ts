import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { electronArguments, electronProgram, hasDisplay, serveArguments } from './electron-program.mjs';

const root = mkdtempSync(join(tmpdir(), 'nephoscope-electron-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder like that of Electron's npm package. */
function installed(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

it('finds the program that path.txt names, on every system', () => {
  const mac = 'Electron.app/Contents/MacOS/Electron';
  const linux = installed('linux', { 'path.txt': 'electron', 'dist/electron': '' });
  const darwin = installed('darwin', { 'path.txt': mac, [`dist/${mac}`]: '' });
  expect(electronProgram(linux, {})).toBe(join(linux, 'dist', 'electron'));
  expect(electronProgram(darwin, {})).toBe(join(darwin, 'dist', mac));
});

it('does not take half a download for the program', () => {
  expect(electronProgram(installed('nothing', {}), {})).toBeNull();
  expect(electronProgram(installed('no-program', { 'path.txt': 'electron', 'dist/version': '45' }), {})).toBeNull();
  expect(electronProgram(installed('no-path', { 'dist/electron': '' }), {})).toBeNull();
  expect(electronProgram(installed('folder', { 'path.txt': 'electron', 'dist/electron/x': '' }), {})).toBeNull();
});

it('goes by ELECTRON_OVERRIDE_DIST_PATH first', () => {
  const own = installed('own', { electron: '', 'electron.exe': '' });
  const folder = installed('package', { 'path.txt': 'electron.exe', 'dist/electron.exe': '' });
  const env = { ELECTRON_OVERRIDE_DIST_PATH: own };
  expect(electronProgram(folder, env)).toBe(join(own, 'electron.exe'));
  expect(electronProgram(installed('bare', {}), env)).toBe(join(own, 'electron'));
  expect(electronProgram(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'nowhere') })).toBeNull();
});

it('asks for a display on Linux only', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'win32')).toBe(true);
});

it('switches the sandbox off for root on Linux, where Chromium would not start otherwise, and for nobody else', () => {
  expect(electronArguments('/app', ['a.SAFE'], 'linux', 0)).toEqual(['/app', '--no-sandbox', 'a.SAFE']);
  expect(electronArguments('/app', ['--no-sandbox'], 'linux', 0)).toEqual(['/app', '--no-sandbox']);
  expect(electronArguments('/app', ['a.SAFE'], 'linux', 1000)).toEqual(['/app', 'a.SAFE']);
  expect(electronArguments('/app', [], 'darwin', 0)).toEqual(['/app']);
  expect(electronArguments('/app', [], 'win32', undefined)).toEqual(['/app']);
});

it('leaves to the browser shell what it knows', () => {
  expect(serveArguments(['a.SAFE', '--no-sandbox', '--root', 'data', '--port=80', '--no-open', 'b'])).toEqual([
    '--root',
    'data',
    '--port=80',
    '--no-open',
  ]);
});
