import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, Menu, protocol, session, utilityProcess } from 'electron';
import { pathsToOpen } from '../shell/arguments.ts';
import { startEngineProcess } from '../shell/engine-client.ts';
import { defaultFolders } from '../shell/folders.ts';
import { createGiveUp } from '../shell/give-up.ts';
import { createShellHandler } from '../shell/handler.ts';
import { answerPage } from './channels.ts';
import { leaveWithEngine } from './leave.ts';
import { NETWORK, serveNetworks, tellOfFatalErrors } from './networks.ts';
import { keepQuiet } from './quiet.ts';
import { stayAwake } from './stay-awake.ts';
import type { WaitingPaths } from './waiting-paths.ts';
import { createWindow } from './window.ts';

/** Name of the engine's process in Electron's books. */
const ENGINE = 'Nephoscope engine';

/**
 * Each thread has up to two WebAssembly memories, for each of which V8 reserves 10 GiB of addresses; in Electron they all lie
 * in a sandbox of 1 TiB, which a hundred fill (https://www.electronjs.org/blog/v8-memory-cage).
 */
const MOST_THREADS = 32;

/**
 * What the page may do besides: put text on the clipboard, and load a background map that the user has chosen from a server
 * in the own network or on the own machine; which server, its content policy says.
 */
const GRANTED: ReadonlySet<string> = new Set([
  'clipboard-sanitized-write',
  ...['local-network-access', 'local-network', 'loopback-network'],
]);

/** Starts the engine, answers the page, opens the window. Electron must be ready. */
export function startDesktop(waiting: WaitingPaths): void {
  const folders = defaultFolders(app.isPackaged ? process.resourcesPath : undefined);
  const stateFolder = join(app.getPath('userData'), 'state');
  const engine = startEngineProcess(
    (argument) => {
      const program = fileURLToPath(new URL('./engine-process.mjs', import.meta.url));
      const child = utilityProcess.fork(program, [argument], { serviceName: ENGINE });
      tellOfFatalErrors(child, ENGINE);
      serveNetworks(child);
      return child;
    },
    { ...folders, stateFolder, threads: Math.min(availableParallelism(), MOST_THREADS) },
    stayAwake(),
  );

  keepQuiet();
  // A check that is refused turns into a request.
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(GRANTED.has(permission)),
  );
  const handler = createShellHandler(engine, folders.rendererFolder);
  const { fetch, giveUp } = createGiveUp((request) => handler.fetch(request));
  protocol.handle('app', fetch);
  answerPage(engine, waiting, giveUp);
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);

  const leaving = leaveWithEngine(engine);
  const openWindow = (): BrowserWindow => createWindow(join(stateFolder, 'window.json'), leaving);
  openWindow();
  waiting.onAdd(() => showWindow(openWindow).webContents.send('open-waiting'));
  app.on('second-instance', (_event, argv, workingFolder, data) => {
    showWindow(openWindow);
    waiting.add(pathsOfSecondStart(argv, workingFolder, data));
  });
  // On macOS an application outlives its windows and opens one when its icon is clicked.
  app.on('activate', () => void (BrowserWindow.getAllWindows().length === 0 && openWindow()));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // The graphics process is started again by Chromium, the engine by `startEngineProcess`; both leave a trace here.
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit' && name !== NETWORK)
      console.error(`${name ?? type} has gone: ${reason}, exit code ${exitCode}`);
  });
}

function showWindow(open: () => BrowserWindow): BrowserWindow {
  const window = BrowserWindow.getAllWindows()[0] ?? open();
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  return window;
}

/** Chromium reorders and adds arguments, so what the second start found out itself counts where it has arrived. */
function pathsOfSecondStart(argv: readonly string[], workingFolder: string, data: unknown): string[] {
  const paths = (data as { readonly paths?: unknown } | null)?.paths;
  const words = Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : argv.slice(1);
  return pathsToOpen(words, workingFolder);
}
