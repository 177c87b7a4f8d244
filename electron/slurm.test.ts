import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSlurm, type Slurm, startSlurm } from './test/slurm.ts';
import { breakProduct, writeTinyProducts } from './test/tiny-products.ts';

/** More by `NEPHOSCOPE_SLURM_PRODUCTS`, for measuring. */
const PRODUCTS = Number(process.env.NEPHOSCOPE_SLURM_PRODUCTS ?? 4);
/** Products that share a task, and so a start, by `NEPHOSCOPE_SLURM_CHUNK`. */
const CHUNK = Number(process.env.NEPHOSCOPE_SLURM_CHUNK ?? 1);
const BROKEN = 1;

/** Whether there was such a process to kill. */
function kills(id: number): boolean {
  try {
    return process.kill(id, 'SIGKILL');
  } catch {
    return false;
  }
}
const MINUTES = 60_000;

describe.skipIf(!haveSlurm())('an archive on SLURM', () => {
  let folder: string;
  let at: string;
  let products: readonly string[];
  let slurm: Slurm;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-slurm-'));
    at = join(folder, 'run');
    products = await writeTinyProducts(join(folder, 'products'), PRODUCTS);
    await breakProduct(products[BROKEN]!);
    slurm = await startSlurm(join(folder, 'slurm'));
  }, 3 * MINUTES);
  afterAll(async () => {
    await slurm?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const archive = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.mjs', 'archive', ...args], {
      env: slurm.env,
    });
    return stdout;
  };
  const status = async () => JSON.parse(await archive('status', at, '--json'));
  /** A task that is started again would wait for two minutes first. */
  const queueEnds = async () => {
    for (;;) {
      const tasks = slurm.run('squeue', '-h', '-r', '-t', 'all', '-o', '%i %T %r').trim().split('\n');
      const waits = tasks.filter((task) => /^\S+ PENDING BeginTime/.test(task));
      for (const task of waits)
        spawnSync('scontrol', ['update', `JobId=${task.split(' ')[0]}`, 'StartTime=now'], { env: slurm.env });
      if (slurm.run('squeue', '-h').trim() === '') return;
      await pause(500);
    }
  };
  /** Kills a worker as a machine's want of memory does; returns the index of its product. */
  const killOne = async (): Promise<number> => {
    for (;;) {
      for (const name of await readdir(join(at, 'leases'))) {
        if (!/^\d+\.json$/.test(name)) continue;
        const lease = JSON.parse(await readFile(join(at, 'leases', name), 'utf8').catch(() => 'null'));
        if (!lease || lease.index === BROKEN) continue;
        if (kills(lease.process)) return lease.index;
      }
      await pause(20);
    }
  };

  /** What a product took in its worker, and of that the mask. */
  const meanTimes = async (results: readonly string[]): Promise<string> => {
    const texts = results
      .filter((name) => name.includes('-done-'))
      .map((name) => readFile(join(at, 'results', '0000', name), 'utf8'));
    const all = (await Promise.all(texts)).map((text) => JSON.parse(text));
    const mean = (key: string) => all.reduce((sum, result) => sum + result[key], 0) / all.length;
    return `a product took ${mean('seconds').toFixed(2)} s in its worker, of that the mask ${mean('maskSeconds').toFixed(2)} s`;
  };

  it('is done as a job array: one broken is given up, one killed is started again', {
    timeout: 30 * MINUTES,
  }, async () => {
    await archive(
      'plan',
      join(folder, 'products'),
      '--out',
      at,
      '--no-trial',
      '--grid',
      '60',
      '--device',
      'cpu',
      '--threads',
      '1',
    );
    const sizes = [
      '--chunk',
      String(CHUNK),
      '--threads',
      '1',
      '--memory',
      '900',
      '--minutes',
      '10',
      '--at-a-time',
      '2',
    ];
    const begin = Date.now();
    const submitted = await archive('submit', at, '--to', 'slurm', '--start', ...sizes);
    expect(submitted).toContain('Submitted batch job');
    const killed = await killOne();
    await queueEnds();
    console.log(`${PRODUCTS} products through SLURM: ${((Date.now() - begin) / 1000).toFixed(0)} s`);
    expect(await status()).toMatchObject({ products: PRODUCTS, done: PRODUCTS - 1, broken: 1, failed: 0, left: 0 });
    const results = await readdir(join(at, 'results', '0000'));
    console.log(await meanTimes(results));
    const kinds = (index: number) =>
      results.filter((name) => Number.parseInt(name, 10) === index).map((name) => name.split('-')[1]);
    expect(kinds(killed).toSorted()).toEqual(['died', 'done']);
    expect(kinds(BROKEN)).toEqual(['broken']);
    const job = /batch job (\d+)/.exec(submitted)![1]!;
    const taskOf = (index: number) => slurm.run('scontrol', 'show', 'job', `${job}_${Math.floor(index / CHUNK)}`);
    expect(taskOf(killed)).toMatch(/Restarts=1/);
    if (CHUNK > 1) return;
    expect(taskOf(BROKEN)).toMatch(/JobState=FAILED[\s\S]*ExitCode=3:0/);
    expect(taskOf(killed)).toMatch(/JobState=COMPLETED/);
  });

  it('does nothing when it is submitted a second time', { timeout: 10 * MINUTES }, async () => {
    expect(await archive('submit', at, '--to', 'slurm', '--start')).toContain('Nothing is left');
    const result = join(at, 'masks', basename(products[0]!, '.SAFE'), 'result.json');
    const before = await stat(result);
    const names = await readdir(join(at, 'results', '0000'));
    const script = join(at, 'scripts', 'slurm.sh');
    expect(spawnSync('sbatch', ['--array=0-1', script], { env: slurm.env, cwd: resolve('.') }).status).toBe(0);
    await queueEnds();
    expect((await stat(result)).ino).toBe(before.ino);
    expect(await readdir(join(at, 'results', '0000'))).toEqual(names);
  });
});
