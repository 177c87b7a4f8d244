import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CancelledError } from '../core/errors.ts';
import { createFilledProject } from './filled-project.ts';

const WANTED = { name: 'fields', chipPixels: 64, grid: 10, seed: 1 } as const;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nephoscope-filled-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const cancelled = async ({ folder }: { readonly folder: string }) => {
  await mkdir(join(folder, 'chips', 'one'));
  await writeFile(join(folder, 'chips', 'one', 'item.json'), '{}');
  throw new CancelledError();
};

it('a project whose making is cancelled leaves nothing, and can be made again', async () => {
  const folder = join(root, 'new');
  await expect(createFilledProject(folder, WANTED, cancelled)).rejects.toThrow(CancelledError);
  expect(await readdir(root)).toEqual([]);
  expect(await createFilledProject(folder, WANTED, async ({ document }) => document.name)).toBe('fields');
  expect((await readdir(folder)).sort()).toEqual(['chips', 'project.json']);
});

it('the folder that was there stays, with what is hidden in it', async () => {
  const folder = join(root, 'own');
  await mkdir(folder);
  await writeFile(join(folder, '.gitkeep'), '');
  await expect(createFilledProject(folder, WANTED, cancelled)).rejects.toThrow(CancelledError);
  expect(await readdir(folder)).toEqual(['.gitkeep']);
});
