import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, test as base, chromium, _electron as electron, expect, type Page } from '@playwright/test';
import { temporaryFolderSync } from '../electron/engine/core/temporary.ts';
import { CHROMIUM, REPOSITORY, startBrowser } from './browser-shell.ts';
import { networksOf, withHeld } from './network-processes.ts';

const SAMPLES = join(REPOSITORY, 'build/samples');

/** Folders of one run: products to open (two samples, a broken one), a place to write to, state and cache. */
export interface Workplace {
  readonly folder: string;
  readonly root: string;
  readonly output: string;
}

export interface Shell {
  readonly workplace: Workplace;
  readonly page: Page;
  /** Answers the shell's question for a file or folder, by its path inside the root. */
  answer(ask: () => Promise<void>, path: string): Promise<void>;
  enginePid(): Promise<number | undefined>;
  /** While `act` runs, no network gets on: what is computed is certainly under way, however fast the machine is. */
  withNetworksHeld(act: () => Promise<void>): Promise<void>;
  /** Ends the program and starts it again on the same folders; gives its new window. */
  restart(): Promise<Page>;
}

function createWorkplace(): Workplace {
  const folder = temporaryFolderSync();
  const root = join(folder, 'root');
  const output = join(root, 'output');
  const products = join(root, 'products');
  mkdirSync(output, { recursive: true });
  for (const name of readdirSync(SAMPLES)) {
    if (name.endsWith('.SAFE')) cpSync(join(SAMPLES, name), join(products, name), { recursive: true });
    else if (name.includes('MSIL2A') && name.endsWith('_20m.tif'))
      copyFileSync(join(SAMPLES, name), join(root, 'truth.tif'));
  }
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'broken', 'S2A_MSIL2A_20200101T000000_N0214_R001_T31UDQ_20200101T000001.zip'), 'not a zip');
  return { folder, root, output };
}

interface RunningShell {
  /** Opens a window; `watch` has it before it loads. */
  readonly open: (watch?: (page: Page) => void) => Promise<Page>;
  readonly enginePid: () => Promise<number | undefined>;
  readonly networkPids: () => Promise<number[]>;
  readonly dialogs: 'list' | 'native';
  readonly stub: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function startInBrowser({ root, folder }: Workplace, chromium: Browser): Promise<RunningShell> {
  const { browser, address, enginePid, close } = await startBrowser({ root, folder, browser: chromium });
  const pages: Page[] = [];
  return {
    open: async (watch) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      pages.push(page);
      watch?.(page);
      await page.goto(address);
      return page;
    },
    enginePid: async () => enginePid(),
    networkPids: async () => networksOf(enginePid()),
    dialogs: 'list',
    stub: async () => {},
    close: async () => {
      for (const page of pages) await page.close();
      await close();
    },
  };
}

/**
 * The desktop application, unpackaged. Playwright is left to find the program (as `electronProgram` does): only then does it
 * keep Electron from getting ready before it listens.
 */
async function startElectron({ folder }: Workplace): Promise<RunningShell> {
  // Set in the terminals of editors that are Electron themselves; Electron would be plain Node.
  const env = { ...process.env, NEPHOSCOPE_CACHE: join(folder, 'cache') } as Record<string, string>;
  delete env.ELECTRON_RUN_AS_NODE;
  const app = await electron.launch({
    args: [REPOSITORY, `--user-data-dir=${join(folder, 'user')}`, '--no-sandbox'],
    env,
  });
  await app.evaluate(({ dialog }) => {
    // Nobody is there to answer whether to quit although a job runs.
    dialog.showMessageBox = (...args: unknown[]) => {
      const { buttons = [] } = args.at(-1) as { buttons?: string[] };
      return Promise.resolve({ response: Math.max(0, buttons.indexOf('Quit')), checkboxChecked: false });
    };
  });
  return {
    open: async (watch) => {
      const page = await app.firstWindow();
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
      watch?.(page);
      if (watch) await page.reload();
      return page;
    },
    // Its name is the `serviceName` that the engine is started with.
    enginePid: () =>
      app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Nephoscope engine')?.pid),
    networkPids: () =>
      app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ name }) => name === 'Nephoscope network')
          .map(({ pid }) => pid),
      ),
    dialogs: 'native',
    stub: (path) =>
      app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path),
    close: () => app.close(),
  };
}

/** Picks a path in the file list of the browser shell, folder by folder. */
async function pickInList(page: Page, path: string): Promise<void> {
  const parts = path.split('/');
  const list = page.getByRole('listbox', { name: 'Files' });
  // It begins where the same was chosen last.
  await page.getByRole('textbox', { name: 'Path' }).fill('/');
  await page.getByRole('textbox', { name: 'Path' }).press('Enter');
  // By the keyboard: a second click would meet what has come under the pointer by then.
  for (const part of parts) await list.getByRole('option', { name: part }).press('Enter');
  const choose = page.getByRole('button', { name: 'Choose this folder' });
  if (await choose.isVisible()) await choose.click();
  await expect(list).toBeHidden();
}

export const test = base.extend<
  { running: RunningShell & { workplace: Workplace; restart(): Promise<Page> }; window: Shell },
  { shell: 'browser' | 'electron'; chromium: Browser | null }
>({
  shell: ['browser', { option: true, scope: 'worker' }],
  /** One for all journeys: each has windows of its own, with cookies and storage of their own, and closes them. */
  chromium: [
    async ({ shell }, use) => {
      const browser = shell === 'browser' ? await chromium.launch(CHROMIUM) : null;
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  /** Each journey has a shell, an engine and folders of its own: none finds products or masks that another left. */
  running: [
    async ({ chromium }, use) => {
      const workplace = createWorkplace();
      const start = () => (chromium ? startInBrowser(workplace, chromium) : startElectron(workplace));
      let running = await start();
      const restart = async () => {
        await running.close();
        running = await start();
        return running.open();
      };
      // Whatever is asked is asked of the shell that runs now.
      const now: RunningShell = {
        open: (watch) => running.open(watch),
        enginePid: () => running.enginePid(),
        networkPids: () => running.networkPids(),
        dialogs: running.dialogs,
        stub: (path) => running.stub(path),
        close: () => running.close(),
      };
      await use({ ...now, workplace, restart });
      await running.close();
      rmSync(workplace.folder, { recursive: true, force: true });
    },
    { timeout: 120_000 },
  ],
  /** A fresh window with nothing open. Fails the test when anything but the window's own origin was asked. */
  window: async ({ running }, use) => {
    const asked: string[] = [];
    const broken: string[] = [];
    const page = await running.open((window) => {
      window.on('request', (request) => asked.push(request.url()));
      window.on('pageerror', (error) => broken.push(error.message));
    });
    // Of schemes that only Electron knows, `URL` gives the origin "null".
    const { protocol, host } = new URL(page.url());
    const own = [`${protocol}//${host}/`, 'data:', 'blob:'];
    await expect(page.getByRole('heading', { name: 'Nephoscope' })).toBeVisible();
    await use({
      page,
      workplace: running.workplace,
      enginePid: running.enginePid,
      withNetworksHeld: (act) => withHeld(running.networkPids, act),
      restart: running.restart,
      answer: async (ask, path) => {
        if (running.dialogs === 'native') await running.stub(join(running.workplace.root, path));
        await ask();
        if (running.dialogs === 'list') await pickInList(page, path);
      },
    });
    const foreign = asked.filter((url) => !own.some((start) => url.startsWith(start)));
    expect(foreign, 'requests that left the machine').toEqual([]);
    expect(broken, 'errors of the window').toEqual([]);
    // Closing the desktop's only window quits the program, which is for `running` to do.
    if (running.dialogs === 'list') await page.close();
  },
});

export { expect };
