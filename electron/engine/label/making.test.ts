import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../core/errors.ts';
import { HOST, OWNER } from '../core/owner.ts';
import { createProject, type LabelFolder, openProject } from './project.ts';

const WANTED = { name: 'fields', chipPixels: 64, grid: 10, seed: 1 } as const;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nephoscope-making-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function addChip({ folder }: LabelFolder): Promise<void> {
  await mkdir(join(folder, 'chips', 'one'));
  await writeFile(join(folder, 'chips', 'one', 'item.json'), '{}');
}

const cancelled = async (project: LabelFolder) => {
  await addChip(project);
  throw new CancelledError();
};

/** A folder as a program that was killed leaves it while it makes a project; still `OWNER`'s where `isOurs`. */
async function halfMade(name: string, isOurs = false): Promise<string> {
  const folder = join(root, name);
  await createProject(join(root, `${name}-whole`), WANTED, async (project) => {
    await addChip(project);
    await cp(project.folder, folder, { recursive: true });
  });
  const dead = `${HOST}-${spawnSync('true').pid}-1`;
  if (!isOurs) await rename(join(folder, `.making-${OWNER}`), join(folder, `.making-${dead}`));
  await writeFile(join(folder, `project.json.${dead}.part`), '{');
  await writeFile(join(folder, 'project.json.lock'), dead);
  return folder;
}

describe('a project whose making is cancelled', () => {
  it('leaves nothing, and can be made again', async () => {
    const folder = join(root, 'new');
    await expect(createProject(folder, WANTED, cancelled)).rejects.toThrow(CancelledError);
    expect(await readdir(root)).toEqual([]);
    expect((await createProject(folder, WANTED)).document.name).toBe('fields');
    expect((await readdir(folder)).sort()).toEqual(['chips', 'project.json']);
  });

  it('leaves the folder that was there, with what is hidden in it', async () => {
    const folder = join(root, 'own');
    await mkdir(folder);
    await writeFile(join(folder, '.gitkeep'), '');
    await expect(createProject(folder, WANTED, cancelled)).rejects.toThrow(CancelledError);
    expect(await readdir(folder)).toEqual(['.gitkeep']);
  });
});

describe('a project during whose making the program was killed', () => {
  it('is not opened by half, and can be made again', async () => {
    const folder = await halfMade('half');
    await expect(openProject(folder)).rejects.toThrow(/was interrupted/);
    await createProject(folder, WANTED);
    expect((await readdir(folder)).sort()).toEqual(['chips', 'project.json']);
    expect(await readdir(join(folder, 'chips'))).toEqual([]);
    expect((await openProject(folder)).document.name).toBe('fields');
  });

  it('keeps what somebody else has put there since', async () => {
    const folder = await halfMade('shared');
    await writeFile(join(folder, 'chips.zip'), 'mine');
    await expect(createProject(folder, WANTED)).rejects.toThrow('chips.zip is in it');
    expect(await readdir(folder)).toEqual(['chips.zip']);
  });
});

it('a project that is being made is neither opened nor made anew', async () => {
  const folder = await halfMade('busy', true);
  await expect(openProject(folder)).rejects.toThrow(/is being made/);
  await expect(createProject(folder, WANTED)).rejects.toThrow(/is being made/);
  expect(await readdir(join(folder, 'chips'))).toEqual(['one']);
});
