import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { startDesktop } from './desktop/start.ts';
import { createWaitingPaths } from './desktop/waiting-paths.ts';
import { ownWords, pathsToOpen } from './shell/arguments.ts';

/**
 * The desktop shell. Here stands only what Electron wants before `ready`, which comes when this module has been
 * evaluated; everything else begins in `startDesktop`. What needs no Electron is in `shell/` and `engine/`.
 */
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
// Without a graphics card, as on many virtual machines and remote desktops, the map is drawn in software. Chromium asks
// for this word where WebGL might draw what strangers wrote; the window draws nothing but its own.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');

// Windows knows by this name which shortcut a window belongs to, and whose recent documents are whose: the installer writes
// `appId` of `build/electron-builder.yml` into its shortcuts. To be said before there is a window.
if (process.platform === 'win32') app.setAppUserModelId('org.nephoscope.app');

// Chromium's word for another profile: of its own, Electron does not promise to heed it. The lock below belongs to that folder.
const ownFolder = app.commandLine.getSwitchValue('user-data-dir');
if (ownFolder) {
  mkdirSync(ownFolder, { recursive: true });
  app.setPath('userData', resolve(ownFolder));
}

const given = pathsToOpen(ownWords(process.argv, app.isPackaged), process.cwd());

// A start beside a running one hands over what it was given, and does nothing more.
if (app.requestSingleInstanceLock({ paths: given })) {
  const waiting = createWaitingPaths(given);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    waiting.add([path]);
  });
  void app
    .whenReady()
    .then(() => startDesktop(waiting))
    .catch((error: unknown) => {
      dialog.showErrorBox('Nephoscope could not start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else app.quit();
