import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildChildren } from '../../test/build-child.ts';
import { withFolder } from '../../test/export-support.ts';
import { withFileLock } from '../core/file-lock.ts';
import { finishInterrupted } from './staging.ts';

// A run is killed before every single step that changes the disk; whatever the step, the next run finds or makes every
// file whole, all old or all new.

/** Every kill is a program started anew; a loaded machine takes its time for that. */
const PATIENCE = 300_000;
const NAMES = ['a.cpg', 'a.dbf', 'a.prj', 'a.qml', 'a.shp', 'a.shx'];
let program: string;
beforeAll(async () => {
  program = join(await buildChildren('nephoscope-killed-tests', ['test/staging-child.ts']), 'staging-child.mjs');
});

function run(folder: string, killAt: number, links: string, action: 'STAGE' | 'RECOVER') {
  const { signal, stdout } = spawnSync(process.execPath, [program, folder, String(killAt), links, action], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { isKilled: signal === 'SIGKILL', steps: Number(stdout) };
}

function putOld(folder: string): void {
  for (const name of [...NAMES, 'a.qix']) writeFileSync(join(folder, name), `old ${name}`);
}

/** Which version the files of the folder have; throws on a mixture. */
function version(folder: string): 'old' | 'new' | 'none' {
  const files = readdirSync(folder);
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  const of = (age: string, names: string[]) =>
    files.join() === names.join() && texts.join() === names.map((name) => `${age} ${name}`).join();
  if (files.length === 0) return 'none';
  if (of('old', [...NAMES, 'a.qix'].sort())) return 'old';
  if (of('new', NAMES)) return 'new';
  throw new Error(`a mixture: ${files.map((name, index) => `${name} = ${texts[index]}`).join(', ')}`);
}

describe.each(['LINKS', 'NONE'])('on a disk with second names: %s', (links) => {
  it(
    'an export that is killed before any step leaves all old or all new files',
    async () => {
      const total = await withFolder(async (folder) => {
        putOld(folder);
        return run(folder, -1, links, 'STAGE').steps;
      });
      expect(total).toBeGreaterThan(25);
      const seen = new Set<string>();
      for (let killAt = 0; killAt < total; killAt++)
        await withFolder(async (folder) => {
          putOld(folder);
          expect(run(folder, killAt, links, 'STAGE').isKilled).toBe(true);
          const finished = await finishInterrupted(folder);
          const now = version(folder);
          seen.add(`${now} ${finished.length > 0 ? 'finished' : 'untouched'}`);
          if (finished.length > 0) expect([now, [...finished].sort()]).toEqual(['new', NAMES]);
        });
      expect([...seen].sort()).toEqual(['new finished', 'new untouched', 'old untouched']);
    },
    PATIENCE,
  );

  it(
    'so does one whose recovery is killed, too',
    async () => {
      await withFolder(async (interrupted) => {
        putOld(interrupted);
        expect(run(interrupted, 24, links, 'STAGE').isKilled).toBe(true);
        for (let killAt = 0, isKilled = true; isKilled; killAt++)
          await withFolder(async (folder) => {
            // With second names as such.
            execFileSync('cp', ['-a', `${interrupted}/.`, folder]);
            ({ isKilled } = run(folder, killAt, links, 'RECOVER'));
            await finishInterrupted(folder);
            version(folder);
          });
      });
    },
    PATIENCE,
  );
});

it(
  'a run waits while another process gives files of the folder their names',
  async () => {
    await withFolder(async (folder) => {
      putOld(folder);
      let end: Promise<unknown> | undefined;
      await withFileLock(join(folder, '.nephoscope'), async () => {
        const child = spawn(process.execPath, [program, folder, '-1', 'LINKS', 'STAGE'], { stdio: 'ignore' });
        end = once(child, 'exit');
        const staged = () =>
          readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => /part.a\./.test(f));
        while (staged().length < NAMES.length && child.exitCode === null) await wait(20);
        await wait(500);
        expect([child.exitCode, staged().length]).toEqual([null, NAMES.length]);
        for (const name of NAMES) expect(readFileSync(join(folder, name), 'utf8')).toBe(`old ${name}`);
      });
      await end;
      expect(version(folder)).toBe('new');
    });
  },
  PATIENCE,
);

it(
  'one that had nothing to replace leaves all new files or none',
  async () => {
    for (let killAt = 0, isKilled = true; isKilled; killAt += 2)
      await withFolder(async (folder) => {
        ({ isKilled } = run(folder, killAt, 'LINKS', 'STAGE'));
        await finishInterrupted(folder);
        version(folder);
      });
  },
  PATIENCE,
);
