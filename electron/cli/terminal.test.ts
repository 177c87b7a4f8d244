import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';
import { printable, reportError } from './terminal.ts';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';
const EVIL = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u007f\u202e';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const COMMANDING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

it('shows characters that command a terminal by their numbers', () => {
  expect(printable('a\u001b[31mb\nc\td\u0085\u202ee')).toBe('a\\u001b[31mb\\u000ac\\u0009d\\u0085\\u202ee');
  expect(printable('a\n\tb\r', 'lines')).toBe('a\n\tb\\u000d');
  expect(printable('Überflug 30° – ü')).toBe('Überflug 30° – ü');
});

it.each([
  ['ENOSPC', '/out/a.tif', 'a.tif is on a disk that is full.'],
  ['EROFS', '/out', 'out is on a read-only disk.'],
  ['ENOENT', '/out', 'out cannot be made.'],
  ['ENOSPC', undefined, 'A file that was being written is on a disk that is full.'],
])('says of %s on %s what it is, not that it is unexpected', (code, path, sentence) => {
  let text = '';
  const stream = { write: (more: string) => (text += more) } as unknown as NodeJS.WriteStream;
  expect(reportError(Object.assign(new Error(code), { code, path, syscall: 'mkdir' }), stream)).toBe(1);
  expect(text).toContain(`nephoscope: ${sentence}\n`);
  expect(text).toContain('remedy: ');
  expect(text.includes('file: ')).toBe(path !== undefined);
  expect(text).not.toContain('unexpected');
});

it('says of a folder that cannot be made why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nephoscope-made-'));
  try {
    await writeFile(join(folder, 'a'), '');
    for (const path of ['a', 'a/b'])
      await expect(makeFolder(join(folder, path))).rejects.toThrow(`${basename(path)} is not a folder.`);
    await expect(makeFolder(join(folder, 'x'.repeat(300)))).rejects.toThrow('too long for this disk');
    await makeFolder(join(folder, 'c/d'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-terminal-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (args: readonly string[], limit = '') => {
    const command = [process.execPath, 'dist/cli.mjs', ...args];
    const [program, ...rest] =
      limit === '' ? command : ['bash', '-c', `ulimit ${limit}; exec "$@"`, 'bash', ...command];
    const { status, stdout, stderr } = spawnSync(program as string, rest, { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  it('passes no such character on from arguments, names and metadata', async () => {
    const product = join(folder, `a\n${EVIL}b.SAFE`);
    await cp(resolve('build/samples', SAMPLE), product, { recursive: true });
    const metadata = join(product, (await readdir(product)).find((name) => name.startsWith('MTD_')) as string);
    const text = await readFile(metadata, 'utf8');
    const evil = text.replaceAll(/(<(?:PROCESSING_BASELINE|SPACECRAFT_NAME|PRODUCT_URI)>)[^<]*/g, `$1${EVIL}`);
    await writeFile(metadata, evil);
    for (const args of [
      ['info', product],
      ['info', product, '--json'],
      ['info', `${folder}/none${EVIL}`],
      ['info', product, `--${EVIL}`],
      [`verb${EVIL}`],
      ['mask', product, '--out', folder, '--grid', EVIL],
      ['compare', `${EVIL}.tif`, `${EVIL}.tif`],
    ]) {
      const { text: told } = run(args);
      expect(told.length).toBeGreaterThan(0);
      expect(told, args.join(' ')).not.toMatch(COMMANDING);
    }
  });

  it.skipIf(process.platform === 'win32')('says in a sentence that too few files may be opened', () => {
    for (const files of [24, 64]) {
      const { status, text } = run(['info', resolve('build/samples', SAMPLE)], `-n ${files}`);
      expect(text).not.toMatch(/\n\s+at /);
      if (status !== 0) expect(text).toMatch(/ulimit -n/);
    }
  });
});
