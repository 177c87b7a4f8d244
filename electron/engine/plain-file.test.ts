import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mappingOf } from './compare/mappings.ts';
import { readPoints } from './compare/point-table.ts';
import { readReference } from './compare/reference.ts';
import { NephoscopeError } from './core/errors.ts';
import { PlainFileError, readPlainFile } from './core/plain-file.ts';
import { loadPack } from './model/packs.ts';
import { readAreaPath } from './produce/area-file.ts';
import { openProduct } from './product/open.ts';

/** Everything that reads what the user names. */
const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  product: (path) => openProduct(path),
  reference: (path) => readReference(path, mappingOf('scl')),
  points: (path) => readPoints(path),
  area: readAreaPath,
  'model pack': loadPack,
};

describe.skipIf(process.platform === 'win32')('what is no plain file', () => {
  let folder: string;
  const server = createServer();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-plain-'));
    const at = (name: string): string => join(folder, name);
    spawnSync('mkfifo', [at('pipe')]);
    await new Promise<void>((listening) => server.listen(at('socket'), listening));
    await symlink('self', at('self'));
    await mkdir(at('loop'));
    await symlink('.', at('loop/again'));
    await writeFile(at('empty'), '');
    await writeFile(at('huge'), '');
    await truncate(at('huge'), 2 ** 40);
    for (const name of ['zero', 'random', 'full', 'null']) await symlink(`/dev/${name}`, at(name));
    for (const part of ['model.json', 'model.onnx']) {
      await mkdir(at('pack'), { recursive: true });
      spawnSync('mkfifo', [at(`pack/${part}`)]);
    }
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const NAMES = ['pipe', 'socket', 'self', 'loop', 'empty', 'huge', 'zero', 'random', 'full', 'null', 'pack', 'none'];
  const MADE_UP = ['/proc/self/mem', '/proc/self/pagemap', '/proc/self/environ', '/proc/kmsg'];

  it.each(Object.entries(READERS))('is refused with a reason as %s, at once', async (_, read) => {
    for (const name of [...NAMES, ...MADE_UP]) {
      const begin = performance.now();
      await expect(read(name.startsWith('/') ? name : join(folder, name)), name).rejects.toThrow(NephoscopeError);
      expect(performance.now() - begin, name).toBeLessThan(5000);
    }
  });

  it.each([
    ['pipe', 'is a named pipe, not a file'],
    ['socket', 'is a socket or a device, not a file'],
    ['zero', 'is a device, not a file'],
    ['loop', 'is a folder, not a file'],
    ['self', 'is a link that leads to itself'],
    ['none', 'is not there'],
    ['huge', 'has 1099511627776 bytes; at most 10 are read'],
  ])('is named: %s', async (name, words) => {
    await expect(readPlainFile(join(folder, name), 10)).rejects.toThrow(new PlainFileError(words));
  });

  it('is not what is read', async () => {
    await writeFile(join(folder, 'plain'), 'plain');
    expect((await readPlainFile(join(folder, 'plain'), 10)).toString()).toBe('plain');
    expect(await readPlainFile(join(folder, 'empty'), 10)).toHaveLength(0);
  });
});
