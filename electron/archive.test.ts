import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakProduct, writeTinyProducts } from './test/tiny-products.ts';

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How often everything is killed; more by `NEPHOSCOPE_KILLS`. */
const KILLS = Number(process.env.NEPHOSCOPE_KILLS ?? 3);

describe('an archive of products', () => {
  let folder: string;
  let products: readonly string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-archive-'));
    products = await writeTinyProducts(join(folder, 'products'), 5);
    await breakProduct(products[3]!);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const scratch = join(folder, 'tmp');
    return spawn(program, args, { detached: true, env: { ...process.env, TMPDIR: scratch, ...env } });
  }
  async function run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> {
    await mkdir(join(folder, 'tmp'), { recursive: true });
    return ended(start(program, args, env));
  }
  function ended(child: ChildProcess): Promise<Ran> {
    let [stdout, stderr] = ['', ''];
    child.stdout!.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
  }
  const archive = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    run(process.execPath, ['dist/cli.mjs', 'archive', ...args], env);
  const status = async (at: string) => JSON.parse((await archive(['status', at, '--json'])).stdout);
  const SETTINGS = ['--grid', '60', '--device', 'cpu', '--threads', '1'];

  describe('that is worked on by an engine', () => {
    let at: string;
    beforeAll(async () => {
      at = join(folder, 'run');
    });
    const masksOf = (product: string) => join(at, 'masks', basename(product, '.SAFE'));

    it('is planned with what a product needs, which is found out on one', async () => {
      const { code, stdout } = await archive(['plan', join(folder, 'products'), '--out', at, '--json', ...SETTINGS]);
      expect(code).toBe(0);
      const planned = JSON.parse(stdout);
      expect(planned).toMatchObject({ products: 5, added: 5, problems: [{ id: basename(products[3]!, '.SAFE') }] });
      expect(planned.needs.basis).toContain('measured on');
      expect(planned.needs.memoryBytes).toBeGreaterThan(100e6);
      const lines = (await readFile(join(at, 'manifest.jsonl'), 'utf8')).trim().split('\n');
      expect(JSON.parse(lines[0]!)).toMatchObject({
        index: 0,
        place: products[0],
        level: 'L2A',
        tile: '33UVU',
        outputs: ['mask_60m.tif', 'stac_60m.json'].map((name) => `${basename(products[0]!, '.SAFE')}_${name}`),
      });
      expect(await status(at)).toMatchObject({ products: 5, done: 1, waiting: 4 });
    });

    it('knows the products that it has, and takes no other settings', async () => {
      const again = await archive(['plan', products[0]!, '--out', at, '--json', '--no-trial', ...SETTINGS]);
      expect(JSON.parse(again.stdout)).toMatchObject({ products: 5, added: 0, known: 1 });
      const other = await archive(['plan', products[0]!, '--out', at, '--grid', '20', '--no-trial']);
      expect(other.code).toBe(1);
      expect(other.stderr).toContain('other settings');
    });

    it.each([
      ['SLURM_ARRAY_TASK_ID', 0],
      ['JOB_COMPLETION_INDEX', 1],
      ['AWS_BATCH_JOB_ARRAY_INDEX', 2],
    ])('takes the product that %s names', async (variable, index) => {
      const { code, stdout } = await archive(['work', at, '--threads', '1'], { [variable]: String(index) });
      expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${index} .*done`))]);
      const files = await readdir(masksOf(products[index]!));
      expect(files).toContain(`${basename(products[index]!, '.SAFE')}_mask_60m.tif`);
      expect(files).toContain('result.json');
    });

    it('does nothing twice', async () => {
      const path = join(masksOf(products[0]!), 'result.json');
      const before = await stat(path);
      const { code, stdout } = await archive(['work', at, '--index', '0']);
      expect([code, stdout]).toEqual([0, expect.stringContaining('done already')]);
      expect((await stat(path)).ino).toBe(before.ino);
    });

    it('says of a broken product that it is not to be tried again, and does not', async () => {
      const first = await archive(['work', at, '--index', '3', '--threads', '1']);
      expect([first.code, first.stdout]).toEqual([3, expect.stringContaining('broken, not to be tried again')]);
      const second = await archive(['work', at, '--index', '3']);
      expect([second.code, second.stdout]).toEqual([3, expect.stringContaining('not tried again')]);
      expect(await status(at)).toMatchObject({ done: 3, broken: 1, failed: 0, failures: [{ state: 'broken' }] });
    });

    it('says of a product that is not there on this machine that it may be tried again', async () => {
      await rename(products[4]!, `${products[4]}.away`);
      const { code, stdout } = await archive(['work', at, '--index', '4', '--threads', '1']);
      await rename(`${products[4]}.away`, products[4]!);
      expect([code, stdout]).toEqual([1, expect.stringContaining('is not there on this machine')]);
      expect(await status(at)).toMatchObject({ failed: 1 });
    });

    it.each([
      ['no index', ['work', 'RUN'], '--index'],
      ['an index beyond the last', ['work', 'RUN', '--index', '5'], 'last'],
      ['no run', ['work', 'RUN/masks', '--index', '0'], 'holds no run'],
      ['an engine that is none', ['submit', 'RUN', '--to', 'abacus'], 'slurm'],
    ])('refuses %s as asked for wrongly', async (_, args, word) => {
      const { code, stderr } = await archive(args.map((arg) => arg.replace('RUN', at)));
      expect([code, stderr]).toEqual([2, expect.stringContaining(word)]);
    });

    it('finds a worker that was killed, and does its product again', async () => {
      await archive(['retry', at]);
      const child = start(process.execPath, ['dist/cli.mjs', 'archive', 'work', at, '--index', '4', '--threads', '1']);
      const done = ended(child);
      while (!(await readdir(join(at, 'leases'))).some((name) => name.endsWith('.json'))) await pause(20);
      process.kill(-child.pid!, 'SIGKILL');
      await done;
      expect(await status(at)).toMatchObject({ left: 1, running: 0, done: 3 });
      expect((await archive(['work', at, '--index', '4', '--threads', '1'])).code).toBe(0);
      expect(await status(at)).toMatchObject({ left: 0, done: 4 });
      const results = await readdir(join(at, 'results', '0000'));
      expect(results.filter((name) => name.startsWith('0000004')).map((name) => name.split('-')[1])).toEqual(
        expect.arrayContaining(['died', 'done']),
      );
      expect(await readdir(join(at, '.staging'))).toEqual([]);
    });

    it('stops when it is told to, leaving nothing half-written', async () => {
      await rm(masksOf(products[1]!), { recursive: true });
      const leases = async () => (await readdir(join(at, 'leases'))).filter((name) => name.endsWith('.json'));
      const before = await leases();
      const child = start(process.execPath, ['dist/cli.mjs', 'archive', 'work', at, '--index', '1', '--threads', '1']);
      const done = ended(child);
      while ((await leases()).every((name) => before.includes(name))) await pause(20);
      child.kill('SIGTERM');
      expect((await done).code).toBe(130);
      expect(await leases()).toEqual(before);
      expect(await readdir(join(at, 'masks'))).not.toContain(basename(masksOf(products[1]!)));
    });

    it('makes again what someone has removed', async () => {
      expect((await archive(['work', at, '--index', '1', '--threads', '1'])).code).toBe(0);
      expect(await readdir(masksOf(products[1]!))).toContain('result.json');
    });

    it('hands an engine what is left, by a list, and nothing where nothing is', async () => {
      expect((await archive(['submit', at, '--to', 'slurm'])).stdout).toContain('Nothing is left');
      await archive(['retry', at, '--broken']);
      const { stdout } = await archive(['submit', at, '--to', 'slurm', '--threads', '1']);
      expect(stdout).toContain('1 products in 1 tasks');
      const script = await readFile(join(at, 'scripts', 'slurm.sh'), 'utf8');
      const list = /--list (\S+)/.exec(script)![1]!;
      expect(await readFile(list, 'utf8')).toBe('3\n');
      const { code, stdout: worked } = await archive(['work', at, '--list', list, '--index', '0', '--threads', '1']);
      expect([code, worked]).toEqual([3, expect.stringMatching(/^3 /)]);
    });
  });

  it(`loses nothing and does nothing twice when everything is killed ${KILLS} times`, {
    timeout: 900_000,
  }, async () => {
    const count = 4 + 2 * KILLS;
    const at = join(folder, 'killed');
    await writeTinyProducts(join(folder, 'many'), count);
    await archive(['plan', join(folder, 'many'), '--out', at, '--no-trial', ...SETTINGS]);
    await archive(['submit', at, '--to', 'local', '--at-a-time', '2', '--threads', '1']);
    const script = join(at, 'scripts', 'local.sh');
    const made = new Map<string, number>();
    const isSame = async (): Promise<void> => {
      for (const name of await readdir(join(at, 'masks'))) {
        const { ino, mtimeMs } = await stat(join(at, 'masks', name, 'result.json'));
        expect(made.get(name) ?? ino + mtimeMs).toBe(ino + mtimeMs);
        made.set(name, ino + mtimeMs);
      }
    };
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start('sh', [script]);
      const done = ended(child);
      await pause(500 + Math.random() * 6000);
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // All was done before.
      }
      await done;
      await isSame();
    }
    const { code, stdout } = await run('sh', [script]);
    const logs = (await readdir(join(at, 'logs'))).map((name) => readFile(join(at, 'logs', name), 'utf8'));
    const told = (await Promise.all(logs)).join('\n');
    expect([code, stdout], told).toEqual([0, expect.stringContaining(`done     ${count} (100.0 %)`)]);
    await isSame();
    expect(made.size).toBe(count);
    const results = await readdir(join(at, 'results', '0000'));
    expect(results.filter((name) => name.includes('-done-'))).toHaveLength(count);
    expect(await readdir(join(at, '.staging'))).toEqual([]);
    expect((await readdir(join(at, 'leases'))).filter((name) => /^\d+\.json$/.test(name))).toEqual([]);
  });

  it('is found in lists, patterns and catalogues', async () => {
    const list = join(folder, 'list.txt');
    await writeFile(list, `# two of them\nproducts/${basename(products[0]!)}\n\n${products[1]}\n`);
    const at = (name: string) => ['--out', join(folder, name), '--no-trial', '--json', ...SETTINGS];
    expect(JSON.parse((await archive(['plan', list, ...at('listed')])).stdout)).toMatchObject({ products: 2 });
    const pattern = join(folder, 'products', '*14150[02]*');
    const places = join(folder, 'places.geojson');
    const geometries = [
      {
        type: 'Polygon',
        coordinates: [
          [
            [13, 51],
            [14, 51],
            [14, 52],
            [13, 51],
          ],
        ],
      },
      { type: 'Point', coordinates: [13, 51] },
    ];
    await writeFile(places, JSON.stringify({ type: 'GeometryCollection', geometries }));
    const planned = await archive(['plan', pattern, '--aoi', places, ...at('matched')]);
    const warnings = ['places.geojson: 1 object passed over: points.'];
    expect(JSON.parse(planned.stdout)).toMatchObject({ products: 2, warnings });
    const nothing = await archive(['plan', join(folder, 'tmp'), ...at('nothing')]);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('No product was found')]);
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
