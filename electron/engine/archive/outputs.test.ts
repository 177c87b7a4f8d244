import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOST } from '../core/owner.ts';
import { sweepStaging } from './outputs.ts';
import { type RunFolder, runFolder } from './run-folder.ts';

describe('sweeping what killed workers left of a product', () => {
  let path: string;
  let folder: RunFolder;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'nephoscope-outputs-'));
    folder = runFolder(path);
    await mkdir(folder.staging);
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  it("tells by the disk's clock, not its own, how long ago another machine wrote", async () => {
    const [fresh, old] = ['0000001-a.json.ffffffff-12-abc', '0000001-b.json.ffffffff-12-abc'];
    for (const name of [fresh, old]) await writeFile(join(folder.staging, name), '');
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(join(folder.staging, old), yesterday, yesterday);
    for (const days of [3, -3]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 });
      await sweepStaging(folder, 1);
      vi.useRealTimers();
      expect(await readdir(folder.staging)).toEqual([fresh]);
    }
  });

  it('leaves the result that another worker is writing down at this moment', async () => {
    const alive = `${HOST}-${process.ppid}-0`;
    const dead = `${HOST}-999999999-0`;
    const elsewhere = 'ffffffff-12-abc';
    const names = [
      `0000001-died-1000-1000.json.${alive}`,
      `0000001-died-1000-1000.json.${dead}`,
      `0000001-died-1000-1000.json.${elsewhere}`,
      `0000001-died-2000-1000.json.${elsewhere}`,
      `0000001-${dead}`,
      `0000002-${dead}`,
    ];
    for (const name of names) await writeFile(join(folder.staging, name), '');
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(join(folder.staging, names[3]!), yesterday, yesterday);
    await sweepStaging(folder, 1);
    expect((await readdir(folder.staging)).toSorted()).toEqual([names[0]!, names[2]!, names[5]!].toSorted());
  });
});
