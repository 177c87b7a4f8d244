import { join, resolve } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

export const REPOSITORY = resolve(import.meta.dirname, '..');

/**
 * Chromium as it runs on a machine without a graphics card: WebGL in software, the page put together without WebGL. It
 * calls nobody.
 */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--enable-unsafe-swiftshader',
    '--disable-background-networking',
    '--disable-component-update',
  ],
};

export interface RunningBrowser {
  readonly browser: Browser;
  /** Address of the window, with its token. */
  readonly address: string;
  readonly enginePid: () => number | undefined;
  readonly close: () => Promise<void>;
}

export interface BrowserOptions {
  readonly root: string;
  readonly folder: string;
  /** That runs already, and goes on running when this is closed; a new one where none is given. */
  readonly browser?: Browser;
}

/** Starts what is built: the browser shell over `root`, with state and cache in `folder`, and a Chromium beside it. */
export async function startBrowser({ root, folder, browser: running }: BrowserOptions): Promise<RunningBrowser> {
  const { startBrowserShell, defaultFolders } = (await import(
    join(REPOSITORY, 'dist/serve-shell.mjs')
  )) as typeof import('../electron/shell/browser.ts');
  const shell = await startBrowserShell({
    ...defaultFolders(REPOSITORY),
    stateFolder: join(folder, 'state'),
    cacheFolder: join(folder, 'cache'),
    root,
    port: 0,
    rendererFolder: join(REPOSITORY, 'dist/renderer'),
  });
  const browser = running ?? (await chromium.launch(CHROMIUM));
  return {
    browser,
    address: shell.address,
    enginePid: () => shell.enginePid(),
    close: async () => {
      if (!running) await browser.close();
      await shell.close();
    },
  };
}
