import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA } from './test/test-data.ts';

const SAMPLES = resolve('build/samples');
const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs the built program; `onStderr` may interrupt it. */
  function nephoscope(
    args: readonly string[],
    onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Run> {
    return new Promise((done) => {
      const env = { ...process.env, NEPHOSCOPE_CACHE: join(folder, 'cache') };
      const child = spawn(process.execPath, ['dist/cli.mjs', ...args], { env });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
        onStderr?.(stderr, (signal) => child.kill(signal));
      });
      child.on('close', (code) => done({ code, stdout, stderr }));
    });
  }
  const sample = join(SAMPLES, `${SAMPLE}.SAFE`);

  it('says what a product holds', async () => {
    const { code, stdout, stderr } = await nephoscope(['info', sample, '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: SAMPLE, level: 'L2A', epsg: 32633 });
    expect((await nephoscope(['info', sample])).stdout).toContain('Grid 20 m');
  });

  it('tells its version', async () => {
    const { code, stdout } = await nephoscope(['--version']);
    expect([code, stdout.trim()]).toEqual([0, JSON.parse(await readFile('package.json', 'utf8')).version]);
  });

  it('shows the help of a command in a group, and names what there is', async () => {
    const { code, stdout } = await nephoscope(['help', 'archive', 'plan']);
    expect([code, stdout.slice(0, 46)]).toEqual([0, 'Usage: nephoscope archive plan [options] <sour']);
    const wrong = await nephoscope(['help', 'archive', 'nonsense']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('There are: plan, work, submit')]);
  });

  it('leaves no folders of a plan that found nothing', async () => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    const { code } = await nephoscope(['archive', 'plan', empty, '--out', join(folder, 'runs', 'first')]);
    expect(code).not.toBe(0);
    expect(await readdir(folder)).not.toContain('runs');
  });

  it('holds two products against each other', async () => {
    const { code, stdout } = await nephoscope(['compare', sample, sample, '--json']);
    expect([code, JSON.parse(stdout).identical]).toEqual([0, true]);
  });

  it('goes on to its end when whoever reads its output has gone', async () => {
    const child = spawn(process.execPath, ['dist/cli.mjs', 'info', sample]);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((done) => child.on('close', done));
    expect([code, stderr]).toEqual([0, '']);
  });

  it('computes and writes a mask, and scores it against the truth', async () => {
    const out = join(folder, 'mask');
    const args = [
      'mask',
      sample,
      '--out',
      out,
      '--device',
      'cpu',
      '--buffer',
      'cloud=40',
      '--format',
      'cog,geojson',
      '--json',
    ];
    const { code, stdout, stderr } = await nephoscope(args);
    expect(stderr).not.toContain('Error');
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    expect(report).toMatchObject({
      product: SAMPLE,
      grid: 20,
      model: { id: 'nephos-l2a-int8' },
      device: { provider: 'cpu' },
    });
    expect(report.percent.cloud).toBeGreaterThan(1);
    const mask = join(out, `${SAMPLE}_mask_20m.tif`);
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
    const compared = await nephoscope(['compare', mask, join(SAMPLES, `${SAMPLE}_truth_20m.tif`), '--json']);
    const scores = JSON.parse(compared.stdout).report;
    expect(scores.balancedAccuracy).toBeGreaterThan(0.6);

    const again = await nephoscope(args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('already');
    expect(again.stderr).toContain('remedy:');
  });

  it('gives nearly the same mask with the 8-bit variant of the network', async () => {
    const masks: string[] = [];
    for (const pack of ['nephos-l2a', 'nephos-l2a-int8']) {
      const out = join(folder, pack);
      const args = ['--out', out, '--grid', '60', '--device', 'cpu', '--model', pack, '--json'];
      const { code, stdout, stderr } = await nephoscope(['mask', sample, ...args]);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout.trim().split('\n').at(-1) as string).model.id).toBe(pack);
      masks.push(join(out, `${SAMPLE}_mask_60m.tif`));
    }
    const { stdout } = await nephoscope(['compare', masks[1]!, masks[0]!, '--json']);
    const { balancedAccuracy } = JSON.parse(stdout).report;
    expect(balancedAccuracy).toBeGreaterThan(0.95);
    expect(balancedAccuracy).toBeLessThan(1);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const out = join(folder, 'interrupted');
    const args = ['mask', sample, '--out', out, '--grid', '10', '--device', 'cpu'];
    let killed = false;
    const { code, stderr } = await nephoscope(args, (text, kill) => {
      if (killed || !text.includes('Reading')) return;
      killed = true;
      kill('SIGINT');
    });
    expect(stderr).toContain('Interrupted');
    expect(code).toBe(130);
    expect(await readdir(out)).toEqual([]);
  });

  it.each([
    [['mask', 'x.SAFE'], '--out'],
    [['mask', 'x.SAFE', '--out', 'o', '--grid', '15'], '--grid'],
    [['mask', 'x.SAFE', '--out', 'o', '--device', 'abacus'], '--device'],
    [['mask', 'x.SAFE', '--out', 'o', '--format', 'jpeg'], '--format'],
    [['compare', 'a.tif'], '--points'],
    [['info', 'x.tif', '--bands', 'B02,B99'], 'B99'],
    [['nonsense'], 'nonsense'],
  ])('refuses %j', async (args, word) => {
    const { code, stderr } = await nephoscope(args);
    expect(stderr).toContain(word);
    expect(code).toBe(2);
  });

  it('fails with a sentence where the input is no product', async () => {
    const path = join(folder, 'note.txt');
    await writeFile(path, 'hello');
    const { code, stderr } = await nephoscope(['info', path]);
    expect(code).toBe(1);
    expect(stderr).toContain(path);
    expect(stderr).not.toContain('    at ');
  });

  it.skipIf(!haveSharedData())('reads a patch of thirteen bands without georeference', async () => {
    const patch = join(SHARED_DATA, 'chips/l1c_13b_10m/sen12mscr_test20__3968_cloudy.tif');
    const out = join(folder, 'patch');
    const bands = 'B01,B02,B03,B04,B05,B06,B07,B08,B8A,B09,B10,B11,B12';
    const stack = ['--bands', bands, '--level', 'L1C', '--scale', '0.0001', '--offset', '0', '--pixel-size', '10'];
    const { code, stdout, stderr } = await nephoscope([
      'mask',
      patch,
      '--out',
      out,
      '--grid',
      '10',
      '--device',
      'cpu',
      '--json',
      ...stack,
    ]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toMatchObject({
      grid: 10,
      model: { id: 'nephos-l1c-int8' },
    });
  });
});
