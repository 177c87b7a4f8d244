import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildChildren } from '../../test/build-child.ts';
import { withFolder } from '../../test/export-support.ts';
import { watchDisk } from '../core/disk.ts';
import { HOST } from '../core/owner.ts';
import { ConflictError, jsonFile, type StateError } from './json-file.ts';

const schema = z.object({ list: z.array(z.number()) });
afterEach(() => watchDisk(() => undefined));

function fileIn(folder: string, troubles: StateError[] = []) {
  return jsonFile(join(folder, 'deep', 'a.json'), schema, { list: [] }, (error) => troubles.push(error));
}

describe('a JSON document', () => {
  it('counts its revisions and refuses a change of another one', async () => {
    await withFolder(async (folder) => {
      const file = fileIn(folder);
      expect(await file.read()).toEqual({ revision: 0, value: { list: [] } });
      await file.change(() => ({ list: [1] }), 0);
      await expect(file.change(() => ({ list: [2] }), 0)).rejects.toThrow(ConflictError);
      await Promise.all([2, 3, 4].map((n) => file.change(({ list }) => ({ list: [...list, n] }))));
      expect(await fileIn(folder).read()).toEqual({ revision: 4, value: { list: [1, 2, 3, 4] } });
      expect(readdirSync(join(folder, 'deep'))).toEqual(['a.json']);
    });
  });

  it('reads one of an earlier version, that holds the value alone', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', 'a.json'), '{"list":[7]}');
      expect(await fileIn(folder).read()).toEqual({ revision: 0, value: { list: [7] } });
    });
  });

  it.each(['{"list":[1', '', '{"list":"x"}', '\0\0\0'])(
    'is set aside and told of when it is damaged: %j',
    async (text) => {
      await withFolder(async (folder) => {
        mkdirSync(join(folder, 'deep'));
        const path = join(folder, 'deep', 'a.json');
        for (const aside of ['a.json.bad', 'a.json-2.bad']) {
          writeFileSync(path, text);
          const troubles: StateError[] = [];
          expect((await fileIn(folder, troubles).read()).value).toEqual({ list: [] });
          expect(troubles.map(({ message }) => message)).toEqual([
            `a.json could not be read. It is kept as ${aside}, and what it held begins anew.`,
          ]);
          expect(readFileSync(join(folder, 'deep', aside), 'utf8')).toBe(text);
        }
      });
    },
  );

  it('is what it was, and says why, when it cannot be written', async () => {
    await withFolder(async (folder) => {
      const file = fileIn(folder);
      await file.change(() => ({ list: [1] }));
      watchDisk((step) => {
        if (step === 'sync') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      });
      await expect(file.change(() => ({ list: [2] }))).rejects.toThrow('a.json could not be kept: the disk is full.');
      expect((await file.read()).value).toEqual({ list: [1] });
      expect(readdirSync(join(folder, 'deep'))).toEqual(['a.json']);
    });
  });

  it('takes away the lock of a dead process, and one that is too old', async () => {
    await withFolder(async (folder) => {
      const file = fileIn(folder);
      await file.change(() => ({ list: [1] }));
      const lock = join(folder, 'deep', 'a.json.lock');
      writeFileSync(lock, `${HOST}-999999999-0`);
      await file.change(() => ({ list: [2] }));
      writeFileSync(lock, '00000000-1-0');
      utimesSync(lock, 1, 1);
      await file.change(() => ({ list: [3] }));
      expect(readdirSync(join(folder, 'deep'))).toEqual(['a.json']);
    });
  });
});

it('loses no change of several processes, and none of one that is killed at any moment', async () => {
  const program = join(await buildChildren('nephoscope-json-tests', ['test/json-child.ts']), 'json-child.mjs');
  await withFolder(async (folder) => {
    const path = join(folder, 'a.json');
    /** Runs a program that adds numbers from `first` on, and prints each when it is kept. */
    const run = (first: number, killAt: number): Promise<number[]> =>
      new Promise((done) => {
        const child = spawn(process.execPath, [program, path, String(first), String(killAt)], {
          env: { ...process.env, NODE_OPTIONS: '' },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
        });
        child.on('close', () => done(text.split('\n').filter(Boolean).map(Number)));
      });
    const kept = (await Promise.all([0, 100, 200].map((first) => run(first, -1)))).flat();
    expect(kept).toHaveLength(30);
    for (let killAt = 0; killAt < 12; killAt++) kept.push(...(await run(1000 + 100 * killAt, killAt)));
    const troubles: StateError[] = [];
    const { value } = await jsonFile(path, schema, { list: [] }, (error) => troubles.push(error)).read();
    expect(troubles).toEqual([]);
    expect(value.list).toEqual(expect.arrayContaining(kept));
    expect(new Set(value.list).size).toBe(value.list.length);
  });
});
