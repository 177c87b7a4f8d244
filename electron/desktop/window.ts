import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, screen } from 'electron';
import { MINIMUM_SIZE, placeWindow, readWindowState, writeWindowState } from '../shell/window-state.ts';
import type { Leaving } from './leave.ts';
import { PAGE } from './origin.ts';

/** A page that ends more often than this within a minute is not loaded again without asking. */
const RELOADS_PER_MINUTE = 3;

/** Elsewhere the system takes the program's own. */
const ICON = fileURLToPath(new URL('./icon/512x512.png', import.meta.url));

/**
 * Opens the window where it stood last, and keeps where it stands when it closes.
 * @param stateFile where its place is kept
 */
export function createWindow(stateFile: string, leaving: Leaving): BrowserWindow {
  const kept = readWindowState(stateFile);
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeWindow(kept, workAreas),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    backgroundColor: '#1b1d20',
    title: 'Nephoscope',
    ...(process.platform === 'linux' && { icon: ICON }),
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  if (kept?.maximized) window.maximize();
  window.on('close', (event) => {
    keepPlace(window, stateFile);
    // Where the last window ends the program, closing it asks what quitting asks.
    if (process.platform === 'darwin' || leaving.isAgreed()) return;
    event.preventDefault();
    app.quit();
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => {
    // The page may load itself anew, nothing else.
    if (event.url !== PAGE) event.preventDefault();
  });
  reloadWhenGone(window);
  void window.loadURL(PAGE);
  return window;
}

function keepPlace(window: BrowserWindow, stateFile: string): void {
  try {
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  } catch (error) {
    console.error(`The place of the window was not kept: ${(error as Error).message}`);
  }
}

/** A page whose process ended is loaded again: what it shows, the engine knows. */
function reloadWhenGone(window: BrowserWindow): void {
  let ends: number[] = [];
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    console.error(`The page has gone: ${reason}, exit code ${exitCode}`);
    const now = Date.now();
    ends = [...ends.filter((time) => now - time < 60_000), now];
    if (ends.length > RELOADS_PER_MINUTE) {
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        message: 'The window stopped working.',
        detail: `It was loaded again ${RELOADS_PER_MINUTE} times and ended each time (${reason}). Jobs go on meanwhile.`,
        buttons: ['Load it again', 'Quit'],
        defaultId: 0,
        cancelId: 0,
      });
      if (response === 1) return app.quit();
      ends = [];
    }
    // Not while the event is being told: that can end the main process (electron/electron#51900).
    setImmediate(() => !window.isDestroyed() && window.webContents.reload());
  });
}
