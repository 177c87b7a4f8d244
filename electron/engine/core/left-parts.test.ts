import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { writeNewFolder } from '../label/exchange/new-folder.ts';
import { jsonFile } from '../session/json-file.ts';
import { HOST, OWNER } from './owner.ts';

const DEAD = `${HOST}-${spawnSync('true').pid}-1`;
const ELSEWHERE = '0123abcd-1-1';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-parts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function halfWritten(name: string): Promise<void> {
  await mkdir(join(folder, name, 'images'), { recursive: true });
  await writeFile(join(folder, name, 'images', 'a.png'), 'half');
}

it('a folder that was killed on the way is taken away when it is written again, others are not', async () => {
  const others = [`.labels.${OWNER}-x.part`, `.labels.${ELSEWHERE}.part`, `.labels-2.${DEAD}.part`];
  for (const name of [...others, `.labels.${DEAD}.part`]) await halfWritten(name);
  await writeNewFolder(join(folder, 'labels'), (part) => writeFile(join(part, 'a.json'), '{}'));
  expect((await readdir(folder)).sort()).toEqual([...others, 'labels'].sort());
});

it('so is a document that was killed on the way, when it is changed', async () => {
  const others = [`season.nephos.${ELSEWHERE}.part`, `other.nephos.${DEAD}.part`];
  for (const name of [...others, `season.nephos.${DEAD}.part`]) await writeFile(join(folder, name), '{');
  const document = jsonFile(join(folder, 'season.nephos'), z.number(), 0, (error) => {
    throw error;
  });
  await document.change((value) => value + 1);
  expect((await readdir(folder)).sort()).toEqual([...others, 'season.nephos'].sort());
});
