import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withFolder } from '../../test/export-support.ts';
import { watchDisk } from '../core/disk.ts';
import { CancelledError, ExportError } from '../core/errors.ts';
import { withFileLock } from '../core/file-lock.ts';
import { HOST, OWNER } from '../core/owner.ts';
import { formatBytes, freeBytes } from './disk-space.ts';
import { companion, stageExport } from './staging.ts';

afterEach(() => watchDisk(() => undefined));

const DEAD_PID = 2 ** 22 + 1;

/** Stages files of the given names, each of which holds `new`. */
async function stage(folder: string, names: readonly string[], overwrite: boolean, stale: readonly string[] = []) {
  const paths = names.map((name) => join(folder, name));
  return stageExport(
    { paths, neededBytes: 10, overwrite, stale: stale.map((name) => join(folder, name)) },
    async (staging) => {
      for (const name of names) await writeFile(join(staging, name), 'new');
      return names.map((name) => ({ staged: name, path: join(folder, name) }));
    },
  );
}

it('gives the files their names and leaves no staging folder', async () => {
  await withFolder(async (folder) => {
    const files = await stage(folder, ['a.tif', 'a.qml'], false);
    expect(files).toEqual([
      { path: join(folder, 'a.tif'), bytes: 3 },
      { path: join(folder, 'a.qml'), bytes: 3 },
    ]);
    expect(readdirSync(folder).sort()).toEqual(['a.qml', 'a.tif']);
  });
});

it('replaces older files only when it may, and takes their stale companions away', async () => {
  await withFolder(async (folder) => {
    for (const name of ['a.shp', 'a.qix']) writeFileSync(join(folder, name), 'old');
    await expect(stage(folder, ['b.shp', 'a.shp'], false)).rejects.toThrow('a.shp is already there.');
    expect(readdirSync(folder).sort()).toEqual(['a.qix', 'a.shp']);
    await stage(folder, ['a.shp'], true, ['a.qix', 'a.sbn']);
    expect(readdirSync(folder)).toEqual(['a.shp']);
    expect(readFileSync(join(folder, 'a.shp'), 'utf8')).toBe('new');
  });
});

it('puts the older files back when a name cannot be given', async () => {
  await withFolder(async (folder) => {
    for (const name of ['a.shp', 'a.qix', 'a.dbf']) writeFileSync(join(folder, name), 'old');
    watchDisk((step, path) => {
      if (step === 'rename' && path === join(folder, 'a.shp'))
        throw Object.assign(new Error('busy'), { code: 'EBUSY' });
    });
    const running = stage(folder, ['a.shp', 'a.cpg', 'a.dbf'], true, ['a.qix']);
    await expect(running).rejects.toThrow('a.shp is held open by another program');
    expect(readdirSync(folder).sort()).toEqual(['a.dbf', 'a.qix', 'a.shp']);
    for (const name of ['a.shp', 'a.qix', 'a.dbf']) expect(readFileSync(join(folder, name), 'utf8')).toBe('old');
  });
});

it('replaces what another one replaces at the same moment after it, not among it', async () => {
  await withFolder(async (folder) => {
    const names = ['a.shp', 'a.shx', 'a.dbf', 'a.cpg'];
    for (const name of names) writeFileSync(join(folder, name), 'old');
    const renamed: string[] = [];
    watchDisk((step, path) => {
      if (step === 'rename' && names.includes(basename(path))) renamed.push(basename(path));
    });
    await Promise.all([stage(folder, names, true), stage(folder, names, true), stage(folder, names, true)]);
    const once = [...names].reverse();
    expect(renamed).toEqual([...once, ...once, ...once]);
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
  });
});

it('is cancelled while another one gives files their names, and leaves nothing', async () => {
  await withFolder(async (folder) => {
    const stop = new AbortController();
    await withFileLock(join(folder, '.nephoscope'), async () => {
      const plan = { paths: [join(folder, 'a.tif')], neededBytes: 10, signal: stop.signal };
      const staging = stageExport(plan, async (inner) => {
        await writeFile(join(inner, 'a.tif'), 'new');
        setTimeout(() => stop.abort(), 30);
        return [{ staged: 'a.tif', path: join(folder, 'a.tif') }];
      });
      await expect(staging).rejects.toThrow(CancelledError);
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('lets one of two that may not overwrite have the name', async () => {
  await withFolder(async (folder) => {
    const both = await Promise.allSettled([stage(folder, ['a.tif'], false), stage(folder, ['a.tif'], false)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(readdirSync(folder)).toEqual(['a.tif']);
  });
});

it('never takes a folder for a file to be replaced', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, 'a.tif'));
    writeFileSync(join(folder, 'a.tif', 'precious'), '');
    await expect(stage(folder, ['a.tif'], true)).rejects.toThrow('a.tif is a folder');
    expect(existsSync(join(folder, 'a.tif', 'precious'))).toBe(true);
  });
});

it('removes what killed runs left, and nothing of runs that live', async () => {
  await withFolder(async (folder) => {
    const reused = `.nephoscope-${HOST}-${process.pid}-1-0a1b2c3d.part`;
    const dead = `.nephoscope-${HOST}-${DEAD_PID}-0-0a1b2c3d.part`;
    const mine = `.nephoscope-${OWNER}-0a1b2c3d.part`;
    const elsewhere = '.nephoscope-00000000-1-0-0a1b2c3d.part';
    const longAgo = '.nephoscope-00000000-2-0-0a1b2c3d.part';
    for (const name of [reused, dead, mine, elsewhere, longAgo]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'codes.raw'), 'x');
    }
    utimesSync(join(folder, longAgo), 1, 1);
    writeFileSync(join(folder, '.nephoscope-notes'), 'mine');
    writeFileSync(join(folder, '.nephoscope.lock'), `${HOST}-${DEAD_PID}-0`);
    await stage(folder, ['a.tif'], false);
    expect(readdirSync(folder).sort()).toEqual([elsewhere, mine, '.nephoscope-notes', 'a.tif'].sort());
  });
});

describe('on a disk that machines with other clocks share', () => {
  const elsewhere = '.nephoscope-00000000-1-0-0a1b2c3d.part';
  afterEach(() => {
    vi.useRealTimers();
  });
  /** Lets this machine's clock be wrong by some hours; the disk's stays. */
  const setClock = (hours: number, toFake: ('Date' | 'setInterval' | 'clearInterval')[] = ['Date']) =>
    vi.useFakeTimers({ toFake, now: Date.now() + hours * 3600_000 });

  it('leaves what another machine writes at this moment, however far ahead the own clock is', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, elsewhere));
      setClock(30);
      await stage(folder, ['a.tif'], false);
      expect(readdirSync(folder).sort()).toEqual([elsewhere, 'a.tif']);
    });
  });

  it('removes what another machine left long ago, however far behind the own clock is', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, elsewhere));
      const longAgo = new Date(Date.now() - 2 * 3600_000);
      utimesSync(join(folder, elsewhere), longAgo, longAgo);
      setClock(-30);
      await stage(folder, ['a.tif'], false);
      expect(readdirSync(folder)).toEqual(['a.tif']);
    });
  });

  it("tells by the disk's clock that it is still at work", async () => {
    await withFolder(async (folder) => {
      setClock(-30, ['Date', 'setInterval', 'clearInterval']);
      const path = join(folder, 'a.tif');
      await stageExport({ paths: [path], neededBytes: 10 }, async (staging) => {
        utimesSync(staging, 1, 1);
        vi.advanceTimersByTime(60_000);
        writeFileSync(join(folder, 'now'), '');
        const now = statSync(join(folder, 'now')).mtimeMs;
        await expect.poll(() => now - statSync(staging).mtimeMs).toBeLessThan(60_000);
        await expect.poll(() => readdirSync(staging)).toEqual([]);
        await writeFile(join(staging, 'a.tif'), 'new');
        return [{ staged: 'a.tif', path }];
      });
    });
  });
});

describe('a folder that cannot be written to', () => {
  it('has no room', async () => {
    await withFolder(async (folder) => {
      const available = await freeBytes(folder);
      const plan = { paths: [join(folder, 'a.tif')], neededBytes: 1e18 };
      const running = stageExport(plan, async () => []);
      await expect(running).rejects.toThrow(/needs 1000000\.0 TB \(1000000000000000000 bytes\) and .* left\./);
      expect(available).toBeGreaterThan(0);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it('is not there, is a file, may not be written to', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '');
      await expect(stage(join(folder, 'gone'), ['a.tif'], false)).rejects.toThrow('gone is not there (any more).');
      await expect(stage(join(folder, 'file'), ['a.tif'], false)).rejects.toThrow('file is not a folder.');
    });
  });

  it.skipIf(process.platform !== 'linux')('is protected', async () => {
    const error = await stage('/sys', ['a.tif'], false).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExportError);
    expect(String(error)).toMatch(/\bsys (may not be written to|is on a read-only disk|needs|has)/);
  });

  it('vanishes while the work goes on', async () => {
    await withFolder(async (folder) => {
      const inner = join(folder, 'inner');
      mkdirSync(inner);
      const running = stageExport({ paths: [join(inner, 'a.tif')], neededBytes: 1 }, async (staging) => {
        await writeFile(join(staging, 'a.tif'), 'new');
        rmSync(inner, { recursive: true });
        return [{ staged: 'a.tif', path: join(inner, 'a.tif') }];
      });
      await expect(running).rejects.toThrow('is not there (any more)');
      expect(existsSync(inner)).toBe(false);
    });
  });
});

it('prints bytes and swaps endings', () => {
  expect([0, 999, 1000, 2_500_000, 3e15].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '2.5 MB', '3000.0 TB']);
  expect(companion('/a.b/c.tif', '.qml')).toBe('/a.b/c.qml');
});
