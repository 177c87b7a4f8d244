import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readByteTiff } from '../engine/label/rasters.ts';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');
const CHIP = 512;

describe('nephoscope label', () => {
  let folder: string;
  let project: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-label-'));
    project = join(folder, 'project');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const env = { ...process.env, NEPHOSCOPE_CACHE: join(folder, 'cache') };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.mjs', ...args], {
      encoding: 'utf8',
      env,
    });
    return { status, stdout, stderr };
  };
  const chips = async (of: string) => (await readdir(join(of, 'chips'))).filter((name) => !name.startsWith('.')).sort();
  const labelsOf = (of: string, id: string) =>
    readByteTiff(join(of, 'chips', id, 'labels.tif'), { width: CHIP, height: CHIP });

  it('makes a project of a product, and will not make it twice', async () => {
    const made = run('label', 'init', project, SAMPLE, '--grid', '10', '--chip', String(CHIP));
    expect(made.stderr).toBe('');
    expect(await chips(project)).toHaveLength(9);
    const again = run('label', 'init', project, SAMPLE);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(run('label', 'init', join(folder, 'x'), '--grid', '15').status).toBe(2);
  });

  it('makes no project of products that are not there or cannot be read', async () => {
    const empty = join(folder, 'empty');
    const broken = join(folder, 'broken.SAFE');
    await mkdir(empty);
    await mkdir(broken);
    await writeFile(join(broken, 'MTD_MSIL2A.xml'), '<xml');
    for (const product of [empty, broken]) {
      const refused = run('label', 'init', join(folder, 'unmade'), product);
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining(product)]);
      expect(await readdir(folder)).not.toContain('unmade');
    }
  });

  it.each([
    ['rank', ['--count', '-1'], '--count'],
    ['rank', ['--most', '1.5'], '--most'],
    ['rank', ['--chance', '2'], '--chance'],
    ['rank', ['--reference', 'nix'], 'scl, nephos'],
    ['rank', ['--pack', 'nix'], 'nephos'],
    ['export', ['--to', 'datumaro'], 'training'],
  ])('%s refuses %s', (command, flags, told) => {
    const paths = command === 'rank' ? [SAMPLE] : ['--out', join(folder, 'never')];
    const refused = run('label', command, project, ...paths, ...flags);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining(told)]);
  });

  it('takes labels in, writes them for CVAT with pictures and a command, and takes the same in again', {
    timeout: 240_000,
  }, async () => {
    const iris = join(folder, 'iris');
    expect(run('label', 'export', project, '--to', 'iris', '--out', iris).stderr).toBe('');
    const [first, second] = (await chips(project)) as [string, string];
    for (const id of [first, second]) {
      const data = Uint8Array.from({ length: CHIP * CHIP }, (_, i) =>
        i % CHIP < 100 ? 4 : i < 5000 ? 2 : i % 7 === 0 ? 0 : 1,
      );
      await writeFile(join(iris, 'images', id, 'mask.png'), encode({ width: CHIP, height: CHIP, data, channels: 1 }));
    }
    const taken = run('label', 'import', project, iris, '--from', 'iris');
    expect(taken.stdout).toContain('Labels of 9 chips were taken in');
    const before = await labelsOf(project, first);
    expect(new Set(before)).toEqual(new Set([0, 1, 2, 4]));
    const out = join(folder, 'cvat');
    const exported = run('label', 'export', project, '--to', 'cvat', '--out', out);
    expect(exported.stdout).toContain('cvat-cli');
    expect(exported.stdout).toContain('--annotation_format "CVAT 1.1"');
    const picture = decode(await readFile(join(out, 'images', `${first}.png`)));
    expect([picture.width, picture.height, new Set(picture.data).size > 50]).toEqual([CHIP, CHIP, true]);
    const back = run('label', 'import', project, join(out, 'annotations.zip'), '--from', 'cvat', '--replace');
    expect(back.stderr).toBe('');
    expect(await labelsOf(project, first)).toEqual(before);
    expect(run('label', 'export', project, '--to', 'cvat', '--out', out).stderr).toContain('is there already');
  });

  it('writes a training set, and names programs that are there with options that they have', async () => {
    const out = join(folder, 'training');
    const { stdout, stderr } = run('label', 'export', project, '--to', 'training', '--out', out);
    expect(stderr).toBe('');
    const { chips: written } = JSON.parse(await readFile(join(out, 'chips.json'), 'utf8'));
    expect(written).toHaveLength(2);
    expect(await readdir(out)).toHaveLength(5);
    const commands = stdout.split('\n').filter((line) => line.startsWith('python -m '));
    expect(commands).toHaveLength(2);
    expect(commands[1]).toContain('--pack models/nephos-l2a ');
    for (const command of commands) {
      const [, , module] = command.split(' ');
      const program = await readFile(`${module!.replaceAll('.', '/')}.py`, 'utf8');
      for (const option of command.match(/--[a-z]+/g)!) expect(program, command).toContain(`"${option}"`);
    }
  });

  it('refuses images of another size or name, and changes nothing then', async () => {
    const [first] = (await chips(project)) as [string];
    const before = await labelsOf(project, first);
    const bad = join(folder, 'bad');
    await mkdir(join(bad, 'images', first), { recursive: true });
    await writeFile(
      join(bad, 'images', first, 'mask.png'),
      encode({ width: 8, height: 8, data: new Uint8Array(64).fill(1), channels: 1 }),
    );
    expect(run('label', 'import', project, bad, '--from', 'iris').stderr).toContain(`its chip has ${CHIP} x ${CHIP}`);
    await cp(join(bad, 'images', first), join(bad, 'images', 'elsewhere_0_0'), { recursive: true });
    expect(run('label', 'import', project, bad, '--from', 'iris').stderr).toContain(
      'are no chips of this project: elsewhere_0_0',
    );
    expect(await labelsOf(project, first)).toEqual(before);
  });

  it('tells how far two people agree, and makes a project of what they do not', async () => {
    const other = join(folder, 'other');
    await cp(project, other, { recursive: true });
    const [first] = (await chips(project)) as [string];
    const masks = join(folder, 'masks', first);
    await mkdir(masks, { recursive: true });
    const data = (await labelsOf(project, first)).map((label, i) => (label === 4 && i % CHIP < 50 ? 3 : label));
    await writeFile(join(masks, 'mask.png'), encode({ width: CHIP, height: CHIP, data, channels: 1 }));
    expect(run('label', 'import', other, join(folder, 'masks'), '--from', 'iris', '--replace').stderr).toBe('');
    const settled = join(folder, 'settled');
    const { stdout, stderr } = run('label', 'agree', project, other, '--settle', settled, '--json');
    expect(stderr).toBe('');
    const { kappa, report, chips: compared, uncompared } = JSON.parse(stdout);
    expect(uncompared).toEqual({ first: 0, second: 0, apart: 0, unshared: 0 });
    expect(run('label', 'agree', project, other).stdout).not.toContain('not compared');
    expect(compared.find(({ id }: { id: string }) => id === first).differing).toBe(50 * CHIP);
    expect(report.matrix.counts[3][2]).toBe(50 * CHIP);
    expect(kappa).toBeGreaterThan(0.5);
    expect(kappa).toBeLessThan(1);
    const labels = await labelsOf(settled, first);
    expect(labels.filter((label, i) => label === 0 && data[i] === 3).length).toBe(50 * CHIP);
    const map = await readByteTiff(join(settled, 'chips', first, 'differences.tif'), { width: CHIP, height: CHIP });
    expect(map.filter((value) => value === 43).length).toBe(50 * CHIP);
  });

  it('finds a product that was moved, keeps its new place, and refuses another', async () => {
    const [kept, old, place] = [join(folder, 'old'), join(folder, 'here'), join(folder, 'there', 'deeper')];
    await cp(SAMPLE, join(old, basename(SAMPLE)), { recursive: true });
    expect(run('label', 'init', kept, old, '--grid', '20', '--chip', String(CHIP)).stderr).toBe('');
    await mkdir(place, { recursive: true });
    await rename(join(old, basename(SAMPLE)), join(place, basename(SAMPLE)));
    const exported = (name: string) => run('label', 'export', kept, '--to', 'cvat', '--out', join(folder, name));
    const missing = exported('unseen');
    expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('label locate')]);

    const nothing = run('label', 'locate', kept, old);
    expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining(old)]);
    const told = run('label', 'locate', kept, join(folder, 'there'));
    expect([told.stderr, told.stdout]).toEqual(['', expect.stringContaining(join(place, basename(SAMPLE)))]);
    const { products } = JSON.parse(await readFile(join(kept, 'project.json'), 'utf8'));
    expect(products.map((one: { absolutePath: string }) => one.absolutePath)).toEqual([join(place, basename(SAMPLE))]);
    expect(exported('seen').stderr).toBe('');

    // What has its name, but other pixels, is another product.
    const before = await readFile(join(kept, 'project.json'), 'utf8');
    const fake = join(folder, 'fake', basename(SAMPLE));
    await cp(SAMPLE, fake, { recursive: true });
    const metadata = join(fake, 'MTD_MSIL2A.xml');
    await writeFile(metadata, (await readFile(metadata, 'utf8')).replace('</n1:', '<!-- other --></n1:'));
    const refused = run('label', 'locate', kept, join(folder, 'fake'));
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('other files here')]);
    expect(await readFile(join(kept, 'project.json'), 'utf8')).toBe(before);
  });

  it('says what an adaptation needs', () => {
    const one = run('adapt', project, '--method', 'everything');
    expect([one.status, one.stderr]).toEqual([2, expect.stringContaining('calibration or head')]);
    const few = run('adapt', project, '--method', 'calibration', '--pack', 'nephos-l2a-int8');
    expect([few.status, few.stdout]).toEqual([1, '']);
    expect(few.stderr).toContain('The labels are of 1 scene; at least 3 are needed');
    expect(few.stderr).toContain('Label more, or accept chips');
  });
});
