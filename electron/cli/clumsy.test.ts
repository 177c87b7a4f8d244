import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SAMPLE = resolve('build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE');

describe('what is asked for clumsily', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-clumsy-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs the built program to its end. */
  function run(args: readonly string[], redirect = ''): Promise<{ code: number | null; stderr: string }> {
    const program = [process.execPath, resolve('dist/cli.mjs'), ...args];
    const [command, ...rest] = redirect === '' ? program : ['bash', '-c', `exec "$@" ${redirect}`, 'bash', ...program];
    return new Promise((done) => {
      const child = spawn(command as string, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.on('close', (code) => done({ code, stderr }));
    });
  }

  it.each([
    ['a folder that is not there', ['--root', 'gone'], 1, /The folder to serve is not there\..*gone/s],
    ['a file', ['--root', join(SAMPLE, 'manifest.safe')], 1, /The folder to serve is not a folder\..*manifest\.safe/s],
    ['nothing', ['--root', ''], 1, /The folder to serve is not named\./],
    ['a port below 0', ['--root', '.', '--port=-1'], 1, /-1 is no port/],
    ['a port above 65535', ['--root', '.', '--port', '65536'], 1, /65536 is no port/],
    ['a part of a port', ['--root', '.', '--port', '80.5'], 1, /80\.5 is no port/],
  ])('is told and ends: serving %s', async (_, args, expected, message) => {
    const { code, stderr } = await run(['serve', '--no-open', ...args]);
    expect(stderr).toMatch(message);
    expect([code, stderr]).toEqual([expected, expect.not.stringMatching(/unexpected|\n\s+at /)]);
  });

  it('is told and ends: serving on a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await run(['serve', '--no-open', '--root', '.', '--port', String(port)]);
    expect(stderr).toMatch(new RegExp(`Port ${port} is in use by another program\\.`));
    expect(code).toBe(1);
    other.close();
  });

  it.each(['composite', 'persistence'])('is told what of a folder is left out: %s', async (command) => {
    const season = join(folder, command);
    await mkdir(season);
    await symlink(SAMPLE, join(season, basename(SAMPLE)));
    await symlink(join(folder, 'gone'), join(season, 'moved.SAFE'));
    await symlink(SAMPLE, join(season, 'twice.SAFE'));
    await mkdir(join(season, 'broken.SAFE'));
    await writeFile(join(season, 'broken.SAFE/MTD_MSIL2A.xml'), '');
    const { code, stderr } = await run([command, season, '--out', 'out.tif']);
    expect(stderr).toContain(`warning: ${join(season, 'moved.SAFE')} is left out: it is a link that leads nowhere.`);
    expect(stderr).toMatch(/warning: .*broken\.SAFE is left out: MTD_MSIL2A\.xml is empty \(0 bytes\)\. Copy or/);
    expect(stderr).toContain('there is one (1 more of an image that is there already).');
    expect(code).toBe(1);
    await rm(season, { recursive: true });
  });

  it('is understood: a pack by the bare name of its folder', async () => {
    await cp(resolve('models/nephos-l2a-int8'), join(folder, 'own'), { recursive: true });
    const { code, stderr } = await run(['mask', SAMPLE, '--grid', '60', '--model', 'own', '--out', 'masks']);
    expect(code, stderr).toBe(0);
    for (const name of ['own', 'masks']) await rm(join(folder, name), { recursive: true });
  });

  it.each([
    [['--out', ''], /--out wants a folder, and is empty/],
    [['--out', 'out', '--threads', '0'], /--threads is a whole number from 1 to 1024, not 0/],
    [['--out', 'out', '--threads', '1e9'], /--threads is a whole number from 1 to 1024, not 1000000000/],
  ])('is told: mask %j', async (args, message) => {
    const { code, stderr } = await run(['mask', SAMPLE, '--grid', '60', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect((await readdir(folder)).filter((name) => name !== 'out')).toEqual([]);
  });

  it.each([
    [
      'edges over half the globe',
      [-100, -60, 100, 60],
      /more than 180 degrees.*short way[\s\S]*ogr2ogr -segmentize 90/,
    ],
    [
      'a corner in common with the scene',
      [13.4, 53.19, 13.5026, 53.2],
      /No pixel of 60 m [\s\S]*only touches the scene/,
    ],
  ] as const)('is told: an area with %s', async (name, [west, south, east, north], message) => {
    const corners = [west, south, east, south, east, north, west, north, west, south];
    const ring = Array.from({ length: 5 }, (_, i) => corners.slice(2 * i, 2 * i + 2));
    const areas = await mkdtemp(join(tmpdir(), 'nephoscope-area-'));
    const file = join(areas, `${name}.geojson`);
    await writeFile(file, JSON.stringify({ type: 'Polygon', coordinates: [ring] }));
    const { code, stderr } = await run(['mask', SAMPLE, '--grid', '60', '--out', 'out', '--aoi', file]);
    await rm(areas, { recursive: true });
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });

  it.skipIf(process.platform !== 'linux')('is told in a sentence: an output that cannot be written', async () => {
    const { code, stderr } = await run(['info', SAMPLE], '> /dev/full');
    expect([code, stderr]).toEqual([1, 'nephoscope: its output could not be written (ENOSPC).\n']);
  });
});
