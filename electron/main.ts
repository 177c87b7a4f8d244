import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IpcMainInvokeEvent, OpenDialogOptions } from 'electron';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, shell, utilityProcess } from 'electron';
import type { ChoicePurpose } from './engine/contract/shell.ts';
import { startEngineProcess } from './shell/engine-client.ts';
import { defaultFolders } from './shell/folders.ts';
import { grantPath, pathOfHandle } from './shell/grants.ts';
import { createShellHandler } from './shell/handler.ts';

/** The desktop shell. Everything that does not need Electron is in `shell/` and `engine/`. */
const ORIGIN = 'app://nephoscope';
const PAGE = `${ORIGIN}/index.html`;
const DIALOGS: Record<ChoicePurpose, OpenDialogOptions> = {
  product: {
    title: 'Open a Sentinel-2 product',
    // A dialog chooses folders or files, not both, except on macOS: elsewhere a SAFE folder is named by its metadata.
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: [
      {
        name: 'Sentinel-2 product (MTD_*.xml, .zip) or stack (.tif)',
        extensions: ['xml', 'zip', 'safe', 'tif', 'tiff'],
      },
    ],
  },
  'products-folder': { title: 'Choose a product folder or a folder of products', properties: ['openDirectory'] },
  'output-folder': { title: 'Choose where to write', properties: ['openDirectory', 'createDirectory'] },
  'class-raster': {
    title: 'Choose a class raster',
    properties: ['openFile'],
    filters: [{ name: 'Rasters', extensions: ['tif', 'tiff', 'jp2', 'j2k', 'img', 'vrt', 'bsq', 'dat'] }],
  },
  vector: {
    title: 'Choose an area',
    properties: ['openFile'],
    filters: [{ name: 'GeoJSON', extensions: ['geojson', 'json'] }],
  },
  pack: { title: 'Choose the folder of a model pack', properties: ['openDirectory'] },
};

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
// Without a graphics card, as on many virtual machines and remote desktops, the map is drawn in software. Chromium asks
// for this word where WebGL might draw what strangers wrote; the window draws nothing but its own.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
if (!app.requestSingleInstanceLock()) app.quit();

const folders = defaultFolders(app.isPackaged ? process.resourcesPath : undefined);
const engine = startEngineProcess(
  (argument) => utilityProcess.fork(fileURLToPath(new URL('./engine-process.mjs', import.meta.url)), [argument]),
  { ...folders, stateFolder: join(app.getPath('userData'), 'state') },
);

/** Runs `work` only for messages of our own page. */
function handle<A extends unknown[], R>(channel: string, work: (...args: A) => Promise<R>): void {
  ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
    if (event.senderFrame === null || !event.senderFrame.url.startsWith(`${ORIGIN}/`))
      throw new Error('Unknown sender.');
    return work(...(args as A));
  });
}

handle('choose', async (purpose: ChoicePurpose) => {
  const { filePaths } = await dialog.showOpenDialog(DIALOGS[purpose]);
  return filePaths[0] === undefined ? null : grantPath(engine, filePaths[0], purpose);
});
handle('dropped', (paths: readonly string[]) => Promise.all(paths.map((path) => grantPath(engine, path, 'product'))));
handle('show-in-folder', async (given: string) => {
  const path = await pathOfHandle(engine, given);
  if (path !== null) shell.showItemInFolder(path);
});

function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    backgroundColor: '#1b1d20',
    title: 'Nephoscope',
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => {
    // The page may load itself anew, nothing else.
    if (event.url !== PAGE) event.preventDefault();
  });
  void window.loadURL(PAGE);
  return window;
}

async function openPaths(window: BrowserWindow, paths: readonly string[]): Promise<void> {
  for (const path of paths) window.webContents.send('open', await grantPath(engine, path, 'product'));
}

/** Products among the arguments of the command line (file association, "open with"). */
function productArguments(argv: readonly string[]): string[] {
  return argv.slice(app.isPackaged ? 1 : 2).filter((argument) => !argument.startsWith('-') && existsSync(argument));
}

app.on('open-file', (event, path) => {
  event.preventDefault();
  const window = BrowserWindow.getAllWindows()[0];
  if (window) void openPaths(window, [path]);
});
app.on('second-instance', (_event, argv) => {
  const window = BrowserWindow.getAllWindows()[0];
  window?.focus();
  if (window) void openPaths(window, productArguments(argv));
});
app.on('window-all-closed', () => app.quit());
app.on('will-quit', () => void engine.close());

await app.whenReady();
session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
session.defaultSession.setPermissionCheckHandler(() => false);
const handler = createShellHandler(engine, folders.rendererFolder);
protocol.handle('app', (request) => handler.fetch(request));
if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
const window = createWindow();
window.webContents.once('did-finish-load', () => void openPaths(window, productArguments(process.argv)));
