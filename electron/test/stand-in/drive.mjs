/**
 * Runs a built main process on the stand-in, does what a user would, and prints what happened as one line of JSON.
 * `node --import .../register.mjs .../drive.mjs SCENARIO MAIN [PATH...]`; the paths are the program's own arguments.
 */
import { app, BrowserWindow } from 'electron';
import { called, launch, page, until, user } from './launch.mjs';
import { filePaths } from './preload.mjs';
import { calls, state } from './state.mjs';

const [scenario, main, ...paths] = process.argv.slice(2);
process.argv.splice(1, process.argv.length - 1, '.', ...paths);
const { STAND_IN_PLATFORM } = process.env;
if (STAND_IN_PLATFORM) Object.defineProperty(process, 'platform', { value: STAND_IN_PLATFORM });
const print = (report) => console.log(JSON.stringify({ ...report, calls }));
state.onExit = (code) => setTimeout(() => process.exit(code), 100);

const text = async (response) => ({
  status: response.status,
  csp: response.headers.get('content-security-policy'),
  body: await response.text(),
});
const refused = (promise) =>
  promise.then(
    () => null,
    (error) => error.message,
  );
const isPrevented = (window, url) => {
  let prevented = false;
  window.webContents.emit('will-navigate', { url, preventDefault: () => (prevented = true) });
  return prevented;
};
/** The page asks for what waits, as the renderer does once it stands. */
async function listenToOpen() {
  const opened = [];
  const { nephoscope } = await page.window();
  nephoscope.onOpen((choice) => void opened.push(choice));
  return opened;
}
const json = async (url, body) => {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await page.fetch(`app://nephoscope${url}`, init)).json();
};

/** A job that takes some seconds, once it runs. */
async function runJob() {
  const product = await json('/api/sample', { level: 'L1C' });
  const job = { kind: 'mask', product: product.id, pack: product.packs[0].id, grid: 10 };
  await json('/api/jobs', job);
  await until(async () => (await json('/api/jobs')).some(({ state: at }) => at === 'running'));
}

const SCENARIOS = {
  /** A first look: the page, dialogs, drops, strangers, and each way to open something. */
  async look() {
    await launch(main);
    const about = await text(await page.fetch('app://nephoscope/api/about'));
    const shellRoute = await text(await page.fetch('app://nephoscope/shell/grants/aaaaaaaa'));
    const index = await text(await page.fetch('app://nephoscope/index.html'));
    const { nephoscope } = await page.window();
    const cancelled = await nephoscope.choose('product');
    user.choose(process.env.STAND_IN_PRODUCT);
    const chosen = await nephoscope.choose('product');
    const unknown = await refused(nephoscope.choose('toString'));
    await nephoscope.showInFolder(chosen.handle);
    await nephoscope.copyPath(chosen.handle);
    const file = new File([''], 'product.SAFE');
    filePaths.set(file, process.env.STAND_IN_PRODUCT);
    const dropped = await nephoscope.dropped([file, new File([''], 'made up')]);
    // One that has ended by now: nothing comes of it.
    nephoscope.giveUp('none');
    const stranger = await refused(page.invokeFrom('https://example.org/', 'choose', 'product'));
    const window = BrowserWindow.getAllWindows()[0];
    const prevented = ['https://example.org/', 'app://nephoscope/index.html'].map((url) => isPrevented(window, url));
    const opened = await listenToOpen();
    await until(() => opened.length === 2);
    const first = [...opened];
    app.emit(
      'second-instance',
      {},
      ['electron', '--flag', '.', 'from-argv.zip'],
      process.env.STAND_IN_ELSEWHERE,
      undefined,
    );
    await until(() => opened.length === 4);
    app.emit('second-instance', {}, ['electron'], '/', { paths: [process.env.STAND_IN_PRODUCT] });
    await until(() => opened.length === 5);
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await until(() => called('reload').length > 0);
    print({ about, shellRoute, index, cancelled, chosen, unknown, dropped, stranger, prevented, first, opened });
    app.quit();
  },
  /** Main process, preload script and engine are there. */
  async page() {
    await launch(main);
    const about = await text(await page.fetch('app://nephoscope/api/about'));
    const index = await text(await page.fetch('app://nephoscope/index.html'));
    print({ about, index, bridge: Object.keys((await page.window()).nephoscope) });
    app.quit();
  },
  /** A job runs: quitting asks, "Cancel" keeps everything, "Quit" ends the engine first. */
  async leave() {
    await launch(main);
    await page.window();
    await runJob();
    const window = BrowserWindow.getAllWindows()[0];
    user.answerBoxWith('Cancel');
    window.close();
    await until(() => called('showMessageBox').length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stayed = BrowserWindow.getAllWindows().length === 1 && (await json('/engine')).state === 'running';
    user.answerBoxWith('Quit');
    state.onExit = () => {
      print({ stayed, windows: BrowserWindow.getAllWindows().length });
      setTimeout(() => process.exit(0), 100);
    };
    window.maximize();
    window.close();
  },
  /** Computes a mask, in whatever processes that takes. */
  async mask() {
    await launch(main);
    await page.window();
    const product = await json('/api/sample', { level: 'L2A' });
    await json('/api/jobs', { kind: 'mask', product: product.id, pack: product.packs[0].id, grid: 60 });
    const jobs = await until(async () => {
      const all = await json('/api/jobs');
      return all.every(({ endedAt }) => endedAt !== null) && all;
    }, 60);
    await until(() => called('powerSaveBlocker.stop').length > 0);
    print({ jobs });
    app.quit();
  },
  /** The engine dies while a job runs; the next one takes it up. */
  async die() {
    await launch(main);
    await page.window();
    await runJob();
    await until(() => called('powerSaveBlocker.start').length === 1);
    process.kill(called('utility.pid')[0][0], 'SIGKILL');
    await until(() => called('powerSaveBlocker.start').length === 2);
    user.answerBoxWith('Quit');
    state.onExit = () => {
      print({});
      setTimeout(() => process.exit(0), 100);
    };
    app.quit();
  },
  /** Nothing to quit for: the window closes, keeps its place, and the program ends. */
  async place() {
    await launch(main);
    await page.window();
    const window = BrowserWindow.getAllWindows()[0];
    if (process.env.STAND_IN_MAXIMIZE) window.maximize();
    state.onExit = () => {
      print({});
      setTimeout(() => process.exit(0), 100);
    };
    window.close();
  },
  /** Stays until it is killed. */
  async stay() {
    await launch(main);
    await page.window();
    await json('/api/about');
    print({});
    setInterval(() => {}, 1000);
  },
  /** Another instance has the lock. */
  async second() {
    state.onExit = () => {
      print({});
      setTimeout(() => process.exit(0), 100);
    };
    await launch(main);
    setTimeout(() => process.exit(3), 3000).unref();
  },
};

// A file that the system asks for before `ready`, as macOS does when a document starts the program.
if (process.env.STAND_IN_EARLY) {
  const early = process.env.STAND_IN_EARLY;
  state.beforeReady = () => app.emit('open-file', { preventDefault: () => calls.push(['open-file prevented']) }, early);
}
try {
  await SCENARIOS[scenario]();
} catch (error) {
  console.error(error.message);
  process.exit(4);
}
