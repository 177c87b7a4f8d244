import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildIfStale } from '../build/dist.mjs';
import { hasEnded, isAlive } from './test/processes.ts';

type Text = { status: number; csp: string | null; body: string };
interface Call extends Array<unknown> {
  0: string;
}
interface Choice {
  readonly handle: string;
  readonly name: string;
}
interface Look {
  readonly about: Text;
  readonly shellRoute: Text;
  readonly index: Text;
  readonly cancelled: unknown;
  readonly chosen: Choice;
  readonly unknown: string;
  readonly dropped: readonly Choice[];
  readonly stranger: string | null;
  /** Going elsewhere, and loading the page anew. */
  readonly prevented: readonly boolean[];
  /** What stood on the command line or came before `ready`; and with what second starts brought. */
  readonly first: readonly Choice[];
  readonly opened: readonly Choice[];
  readonly calls: readonly Call[];
}

const STAND_IN = resolve('electron/test/stand-in');
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'nephoscope-main-'));
const elsewhere = join(folder, 'elsewhere');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ARGUMENTS = ['--import', join(STAND_IN, 'register.mjs'), join(STAND_IN, 'drive.mjs')];
const environment = (own: Record<string, string>) => ({
  ...process.env,
  STAND_IN_FOLDER: folder,
  STAND_IN_PRODUCT: join(folder, 'product.SAFE'),
  STAND_IN_ELSEWHERE: elsewhere,
  NEPHOSCOPE_CACHE: join(folder, 'cache'),
  ...own,
});

async function drive<T>(scenario: string, words: readonly string[] = [], own: Record<string, string> = {}): Promise<T> {
  const args = [...ARGUMENTS, scenario, resolve('dist/main.mjs'), ...words];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: environment(own),
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

beforeAll(async () => {
  await buildIfStale();
  mkdirSync(join(folder, 'product.SAFE'));
  mkdirSync(elsewhere);
  for (const path of ['product.SAFE/x', 'relative.zip', 'early.zip', 'elsewhere/from-argv.zip', 'elsewhere/.keep'])
    writeFileSync(join(folder, path), '');
  if (!existsSync('dist/renderer/index.html')) {
    mkdirSync('dist/renderer', { recursive: true });
    writeFileSync('dist/renderer/index.html', '<title>Nephoscope</title>');
  }
});

describe('the built main process on a stand-in of Electron', () => {
  let report: Look;
  const call = (name: string) => report.calls.find(([other]) => other === name)?.slice(1);

  beforeAll(async () => {
    report = await drive('look', ['relative.zip', '--flag', 'nothing.zip'], {
      STAND_IN_EARLY: join(folder, 'early.zip'),
    });
  });

  it('opens one sandboxed window on the app scheme', () => {
    expect(call('BrowserWindow')).toMatchObject([
      { webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false } },
    ]);
    expect(call('loadURL')).toEqual(['app://nephoscope/index.html']);
    expect(call('registerSchemesAsPrivileged')).toMatchObject([[{ scheme: 'app', privileges: { secure: true } }]]);
  });

  it.runIf(process.platform === 'linux')('gives the window its icon, where no executable does', () => {
    expect(call('BrowserWindow')).toMatchObject([{ icon: resolve('dist/icon/512x512.png') }]);
  });

  it('draws the map in software where there is no graphics card', () => {
    expect(call('appendSwitch')).toEqual(['enable-unsafe-swiftshader']);
  });

  it('asks no server of its own accord', () => {
    expect(call('setSpellCheckerEnabled')).toEqual([false]);
    expect(call('configureHostResolver')).toEqual(['off']);
    expect(call('BrowserWindow')).toMatchObject([{ webPreferences: { spellcheck: false } }]);
  });

  it('denies new windows, navigation and permissions', () => {
    expect(call('setWindowOpenHandler')).toEqual([{ action: 'deny' }]);
    expect(report.prevented).toEqual([true, false]);
    expect(call('permissionAnswer')).toEqual([false]);
    expect(call('permissionToCopy')).toEqual([true]);
    expect(call('permissionCheck')).toEqual([false]);
  });

  it('answers the page from the engine in its own process, under a strict policy', () => {
    expect(report.about.status).toBe(200);
    expect(JSON.parse(report.about.body).classes).toHaveLength(5);
    expect(report.about.csp).toContain("default-src 'none'");
    expect(call('utilityProcess.fork')?.[0]).toMatch(/engine-process\.mjs$/);
  });

  it('keeps the shell routes of the engine from the page', () => {
    expect(report.shellRoute.status).toBe(404);
  });

  it('turns what the user chooses and drops into handles, and drops strangers', () => {
    expect(report.cancelled).toBeNull();
    expect(report.chosen).toEqual({ handle: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'product.SAFE' });
    expect(report.dropped).toEqual([report.chosen]);
    expect(call('showItemInFolder')).toEqual([join(folder, 'product.SAFE')]);
    expect(call('clipboard.writeText')).toEqual([join(folder, 'product.SAFE')]);
    expect(report.stranger).toBe('Unknown sender.');
    expect(report.unknown).toContain('Unknown purpose');
  });

  it('keeps what was to be opened before the page listened', () => {
    expect(report.calls).toContainEqual(['open-file prevented']);
    expect(report.first.map(({ name }) => name)).toEqual(['relative.zip', 'early.zip']);
  });

  it('opens what a second start was given, from where that was', () => {
    // The working folder of the second start is a folder, and `.` among its arguments names it.
    expect(report.opened.slice(2).map(({ name }) => name)).toEqual(['elsewhere', 'from-argv.zip', 'product.SAFE']);
    expect(call('focus')).toBeDefined();
  });

  it('loads the page again when its process has gone', () => {
    expect(call('reload')).toEqual([]);
  });
});

it('computes a mask with the network in a utility process, since packaged programs cannot be run as Node', async () => {
  const report = await drive<{ jobs: { state: string; error: unknown }[]; calls: Call[] }>('mask');
  expect(report.jobs).toMatchObject([{ state: 'done', error: null }]);
  const forks = report.calls.filter(([name]) => name === 'utilityProcess.fork').map(([, path]) => path);
  expect(forks).toEqual([
    expect.stringMatching(/engine-process\.mjs$/),
    expect.stringMatching(/network-host\.worker\.mjs$/),
  ]);
});

describe('a machine that would sleep', () => {
  const blocked = ({ calls }: { calls: readonly Call[] }) =>
    calls.filter(([name]) => name.startsWith('powerSaveBlocker.')).map(([name, ...args]) => [name.slice(17), ...args]);
  const begun = (id: number) => ['start', 'prevent-app-suspension', id];

  it('is kept awake while jobs run, and no longer', async () => {
    expect(blocked(await drive('mask'))).toEqual([begun(0), ['stop', 0]]);
    expect(blocked(await drive('page'))).toEqual([]);
  });

  it('may sleep when the engine has died, until the next one takes the job up, and when the program ends', async () => {
    expect(blocked(await drive('die'))).toEqual([begun(0), ['stop', 0], begun(1), ['stop', 1]]);
  });
});

describe('a program that ends', () => {
  const pidOf = ({ calls }: { calls: readonly Call[] }) => Number(calls.find(([name]) => name === 'utility.pid')?.[1]);
  const windowFile = join(folder, 'userData', 'state', 'window.json');

  it('asks while a job runs, stays on Cancel, and takes the engine along on Quit', async () => {
    const report = await drive<{ stayed: boolean; windows: number; calls: Call[] }>('leave');
    const questions = report.calls.filter(([name]) => name === 'showMessageBox');
    expect(questions).toHaveLength(2);
    expect(questions[0]?.[1]).toMatchObject({
      message: 'A job is running.',
      detail: expect.stringContaining('T33UVU: mask 10 m'),
      buttons: ['Quit', 'Cancel'],
    });
    expect(report).toMatchObject({ stayed: true, windows: 0 });
    expect(isAlive(pidOf(report))).toBe(false);
    expect(JSON.parse(readFileSync(windowFile, 'utf8'))).toMatchObject({ maximized: true });
  });

  it('keeps the place of the window, and comes back to a screen that is there', async () => {
    const placed = async () => {
      const { calls } = await drive<{ calls: Call[] }>('place');
      expect(calls.filter(([name]) => name === 'showMessageBox')).toEqual([]);
      return { options: calls.find(([name]) => name === 'BrowserWindow')?.[1], calls };
    };
    const there = { x: 2000, y: 50, width: 1200, height: 800 };
    writeFileSync(windowFile, JSON.stringify({ ...there, maximized: true }));
    const first = await placed();
    expect(first.options).toMatchObject(there);
    expect(first.calls).toContainEqual(['maximize']);
    writeFileSync(windowFile, JSON.stringify({ ...there, x: 9000, maximized: false }));
    expect((await placed()).options).toMatchObject({ x: 360, width: 1200, height: 800 });
    expect(JSON.parse(readFileSync(windowFile, 'utf8'))).toMatchObject({ x: 360, maximized: false });
  });

  it('does nothing more beside a running one than to hand over what it was given', async () => {
    const { calls } = await drive<{ calls: Call[] }>('second', ['relative.zip'], { STAND_IN_LOCK: 'lost' });
    expect(calls.map(([name]) => name)).toEqual([
      'registerSchemesAsPrivileged',
      'appendSwitch',
      'requestSingleInstanceLock',
      'quit',
    ]);
    expect(calls[2]?.[1]).toEqual({ paths: [join(folder, 'relative.zip')] });
  });

  it('is known to Windows by the name that the installer writes into its shortcuts', async () => {
    const { appId } = parse(readFileSync('build/electron-builder.yml', 'utf8')) as { readonly appId: string };
    const own = { STAND_IN_LOCK: 'lost', STAND_IN_PLATFORM: 'win32' };
    const { calls } = await drive<{ calls: Call[] }>('second', [], own);
    expect(calls).toContainEqual(['setAppUserModelId', appId]);
    const names = calls.map(([name]) => name);
    expect(names.indexOf('setAppUserModelId')).toBeLessThan(names.indexOf('requestSingleInstanceLock'));
  });

  it('keeps everything in the folder that --user-data-dir names, the lock included', async () => {
    const own = join(folder, 'profiles', 'own');
    const { calls } = await drive<{ calls: Call[] }>('place', ['--user-data-dir=profiles/own']);
    const names = calls.map(([name]) => name);
    expect(calls).toContainEqual(['setPath', 'userData', own]);
    expect(names.indexOf('setPath')).toBeLessThan(names.indexOf('requestSingleInstanceLock'));
    expect(existsSync(join(own, 'state', 'window.json'))).toBe(true);
  });

  it('takes the engine along when it is killed', async () => {
    const args = [...ARGUMENTS, 'stay', resolve('dist/main.mjs')];
    const main: ChildProcess = spawn(process.execPath, args, {
      cwd: folder,
      env: environment({}),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    for await (const chunk of main.stdout!) {
      text += chunk;
      if (text.includes('\n')) break;
    }
    const pid = pidOf(JSON.parse(text.trim().split('\n').at(-1)!));
    expect(isAlive(pid)).toBe(true);
    main.kill('SIGKILL');
    expect(await hasEnded(pid)).toBe(true);
  });
});
