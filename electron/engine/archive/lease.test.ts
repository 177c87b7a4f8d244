import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchDisk } from '../core/disk.ts';
import { HOST, OWNER } from '../core/owner.ts';
import { isLease, type LeaseHolder, listLeases, STALE_MILLISECONDS, takeLease } from './lease.ts';
import { type RunFolder, runFolder } from './run-folder.ts';

describe('the lease of a product', () => {
  let folder: RunFolder;
  const dead: (LeaseHolder | null)[] = [];
  const onDead = async (holder: LeaseHolder | null) => void dead.push(holder);
  beforeEach(async () => {
    folder = runFolder(await mkdtemp(join(tmpdir(), 'nephoscope-lease-')));
    dead.length = 0;
  });
  afterEach(() => rm(folder.path, { recursive: true }));
  const file = () => join(folder.leases, '0000007.json');

  async function take() {
    const taken = await takeLease(folder, 7, onDead);
    if (!isLease(taken)) throw new Error(`taken by ${taken.owner}`);
    return taken;
  }
  /** Makes the lease that is there another worker's. */
  async function giveTo(change: Partial<LeaseHolder>): Promise<void> {
    await writeFile(file(), JSON.stringify({ ...JSON.parse(await readFile(file(), 'utf8')), ...change }));
  }

  it('is had by one of many who want it at once, and by the next when it is given back', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeLease(folder, 7, onDead)));
    const won = taken.filter(isLease);
    expect(won).toHaveLength(1);
    expect(taken.filter((one) => !isLease(one) && one.owner === OWNER)).toHaveLength(7);
    await won[0]!.release();
    await (await take()).release();
    expect(dead).toEqual([]);
    expect(await readdir(folder.leases)).toEqual([]);
  });

  it('names the folder where none can be made, and leaves nothing there', async () => {
    watchDisk((step) => {
      // The file is there by then.
      if (step === 'sync') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    await expect(take()).rejects.toMatchObject({ code: 'ENOSPC', path: folder.leases });
    watchDisk(() => undefined);
    expect(await readdir(folder.leases)).toEqual([]);
  });

  it('is taken from a process of this machine that has ended, which is told of', async () => {
    await take();
    const ended = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
    await giveTo({ owner: `${HOST}-${ended}-abc` });
    expect(await listLeases(folder)).toMatchObject([{ index: 7, isLeft: true }]);
    const lease = await take();
    expect(dead).toMatchObject([{ owner: `${HOST}-${ended}-abc` }]);
    expect(await lease.isOurs()).toBe(true);
  });

  it('leaves nothing of workers that were killed while they took it', async () => {
    await (await take()).release();
    const dead = `${HOST}-999999999-0`;
    const kept = ['0000007.json.new-00000000-1-abc-0a1b2c3d', `0000008.json.new-${dead}-0a1b2c3d`];
    for (const name of [`0000007.json.new-${dead}-0a1b2c3d`, `0000007.json.left-${dead}`, ...kept])
      await writeFile(join(folder.leases, name), '');
    await mkdir(join(folder.leases, `0000007.json.clock-${dead}-0a1b2c3d`));
    await (await take()).release();
    expect((await readdir(folder.leases)).sort()).toEqual(kept);
  });

  it('is left to a worker of another machine while its heart beats, and taken when it has not for long', async () => {
    await take();
    await giveTo({ owner: '00000000-1-abc', host: 'node7' });
    expect(await takeLease(folder, 7, onDead)).toMatchObject({ host: 'node7' });
    const long = new Date(Date.now() - STALE_MILLISECONDS - 5000);
    await utimes(file(), long, long);
    await take();
    expect(dead).toMatchObject([{ host: 'node7' }]);
  });

  it('is taken where its last beat lies far ahead: the clock was set back since, and its worker is gone', async () => {
    await take();
    await giveTo({ owner: '00000000-1-abc', host: 'node7' });
    const ahead = new Date(Date.now() + 86_400_000);
    await utimes(file(), ahead, ahead);
    await take();
    expect(dead).toMatchObject([{ host: 'node7' }]);
  });

  it('is taken at once where the engine has started the same task again', async () => {
    await take();
    await giveTo({ owner: '00000000-1-abc', job: 'slurm 12_7', restarts: 0 });
    const before = { ...process.env };
    Object.assign(process.env, { SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '7', SLURM_RESTART_COUNT: '1' });
    try {
      await take();
    } finally {
      process.env = before;
    }
    expect(dead).toMatchObject([{ job: 'slurm 12_7' }]);
  });

  it('tells a worker that was asleep that it has lost it', async () => {
    const lease = await take();
    await giveTo({ owner: '00000000-1-abc' });
    expect(await lease.isOurs()).toBe(false);
    await lease.release();
    expect(await readdir(folder.leases)).toEqual(['0000007.json']);
  });
});
