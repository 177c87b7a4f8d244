import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { writeCatalog } from './engine/export/stac/catalog.ts';
import { pythonProgram } from './test/python-program.ts';
import { stacProblems } from './test/stac-validator.ts';
import { writeTinyProducts } from './test/tiny-products.ts';

const run = promisify(execFile);
const CWLTOOL = pythonProgram('cwltool');

describe.skipIf(CWLTOOL === null)('an application package (CWL)', () => {
  let folder: string;
  let products: readonly string[];
  let env: NodeJS.ProcessEnv;
  const scripts = () => join(folder, 'run', 'scripts');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-cwl-'));
    products = await writeTinyProducts(join(folder, 'products'), 2);
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(
      join(bin, 'nephoscope'),
      `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli.mjs')}" "$@"\n`,
    );
    await chmod(join(bin, 'nephoscope'), 0o755);
    env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const at = join(folder, 'run');
    const settings = ['--grid', '60', '--device', 'cpu', '--threads', '1'];
    const archive = (...args: readonly string[]) => run('nephoscope', ['archive', ...args], { env });
    await archive('plan', join(folder, 'products'), '--out', at, '--no-trial', ...settings);
    await archive('submit', at, '--to', 'cwl', '--threads', '1', '--memory', '900');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is valid', async () => {
    const { stdout } = await run(CWLTOOL!, ['--validate', join(scripts(), 'mask.cwl')], { env });
    expect(stdout).toContain('is valid CWL');
  });

  it('scatters over products and staged items, and stages out folders named by product', {
    timeout: 300_000,
  }, async () => {
    // One of the two as platforms stage it: a folder with a catalogue, an item, and the product.
    const staged = join(folder, 'staged');
    await mkdir(staged);
    await cp(products[1]!, join(staged, basename(products[1]!)), { recursive: true });
    const item = {
      type: 'Feature',
      stac_version: '1.0.0',
      id: 'staged',
      geometry: null,
      properties: { datetime: '2024-05-06T10:10:31Z' },
      links: [],
      assets: { product: { href: `./${basename(products[1]!)}` } },
    };
    await writeFile(join(staged, 'item.json'), JSON.stringify(item));
    await writeCatalog(staged, 'staged', ['item.json']);
    const job = parse(await readFile(join(scripts(), 'job.yml'), 'utf8'));
    job.products[1] = { class: 'Directory', path: staged };
    await writeFile(join(scripts(), 'job.yml'), stringify(job));
    const out = join(folder, 'out');
    await run(CWLTOOL!, ['--no-container', '--outdir', out, join(scripts(), 'mask.cwl'), join(scripts(), 'job.yml')], {
      env,
    });
    const ids = products.map((path) => basename(path, '.SAFE'));
    expect((await readdir(out)).toSorted()).toEqual(ids);
    for (const id of ids) {
      const files = await readdir(join(out, id));
      expect(files).toContain(`${id}_mask_60m.tif`);
      const catalog = JSON.parse(await readFile(join(out, id, 'catalog.json'), 'utf8'));
      const link = catalog.links.find(({ rel }: { rel: string }) => rel === 'item');
      expect(link.href).toBe(`./${id}_stac_60m.json`);
      expect(await stacProblems(join(out, id, 'catalog.json'), join(out, id, link.href))).toBe('');
    }
  });
});
