import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

type Text = { status: number; csp: string | null; body: string };
interface Report {
  about: Text;
  shellRoute: Text;
  index: Text;
  cancelled: unknown;
  chosen: { handle: string; name: string };
  stranger: string | null;
  /** Going elsewhere, and loading the page anew. */
  prevented: boolean[];
  opened: unknown[];
  calls: [string, ...unknown[]][];
}

describe('the built main process on a stand-in of Electron', () => {
  let report: Report;
  let folder: string;
  const call = (name: string) => report.calls.find(([other]) => other === name)?.slice(1);

  beforeAll(async () => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'nephoscope-main-'));
    mkdirSync(join(folder, 'product.SAFE'));
    mkdirSync('dist/renderer', { recursive: true });
    writeFileSync(join(folder, 'product.SAFE', 'x'), '');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--import',
        './electron/test/stand-in/register.mjs',
        'electron/test/stand-in/drive.mjs',
        join(folder, 'product.SAFE'),
      ],
      { env: { ...process.env, STAND_IN_FOLDER: folder, NEPHOSCOPE_CACHE: join(folder, 'cache') }, maxBuffer: 1e8 },
    );
    report = JSON.parse(stdout.trim().split('\n').at(-1) as string);
  });

  it('opens one sandboxed window on the app scheme', () => {
    expect(call('BrowserWindow')).toMatchObject([
      { webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false } },
    ]);
    expect(call('loadURL')).toEqual(['app://nephoscope/index.html']);
    expect(call('registerSchemesAsPrivileged')).toMatchObject([[{ scheme: 'app', privileges: { secure: true } }]]);
  });

  it('draws the map in software where there is no graphics card', () => {
    expect(call('appendSwitch')).toEqual(['enable-unsafe-swiftshader']);
  });

  it('denies new windows, navigation and permissions', () => {
    expect(call('setWindowOpenHandler')).toEqual([{ action: 'deny' }]);
    expect(report.prevented).toEqual([true, false]);
    expect(call('permissionAnswer')).toEqual([false]);
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

  it('turns what the user chooses into handles, and drops strangers', () => {
    expect(report.cancelled).toBeNull();
    expect(report.chosen).toEqual({ handle: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'product.SAFE' });
    expect(call('showItemInFolder')).toEqual([join(folder, 'product.SAFE')]);
    expect(report.stranger).toBe('Unknown sender.');
  });

  it('opens what a second start was given', () => {
    expect(report.opened).toEqual(['send', 'open', report.chosen]);
  });
});
