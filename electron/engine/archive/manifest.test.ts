import { mkdtemp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HOST } from '../core/owner.ts';
import { type ManifestEntry, readManifest, readManifestEntry, writeManifest } from './manifest.ts';
import { type RunFolder, runFolder } from './run-folder.ts';

let folder: RunFolder;
beforeEach(async () => {
  folder = runFolder(await mkdtemp(join(tmpdir(), 'nephoscope-manifest-')));
});
afterEach(() => rm(folder.path, { recursive: true }));

function entry(index: number): ManifestEntry {
  const id = `S2A_Über_${'x'.repeat(index % 50)}_${index}`;
  return {
    ...{ index, id, place: `/data/${id}`, granule: null, bytes: index, level: 'L2A', tile: '33UVU' },
    ...{ sensingTime: null, footprint: [[1, 2]], outputs: [`${id}.tif`], hash: 'abc' },
  };
}

async function write(count: number): Promise<void> {
  const writer = await writeManifest(folder);
  for (let index = 0; index < count; index++) await writer.add(entry(index));
  await writer.finish();
}

it('gives the line of each product by its index, and all in their order', async () => {
  await write(2000);
  for (const index of [0, 1, 999, 1998, 1999]) expect(await readManifestEntry(folder, index)).toEqual(entry(index));
  let next = 0;
  for await (const read of readManifest(folder, 1500)) expect(read).toEqual(entry(next++));
  expect(next).toBe(1500);
  expect(await readdir(folder.path)).toEqual(['manifest.jsonl', 'manifest.offsets']);
});

it('sweeps what a killed writer left, and nothing of another machine', async () => {
  const left = [`${HOST}-${2 ** 22 + 1}-0`, '00000000-1-0'].flatMap((owner) =>
    [folder.manifest, folder.offsets].map((path) => `${path}.${owner}.part`),
  );
  for (const path of left) await writeFile(path, 'half a line');
  await write(3);
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.part'))).toEqual(
    left.slice(2).map((path) => basename(path)),
  );
});

it('says which line is damaged or not there, and what to do', async () => {
  await write(10);
  await expect(readManifestEntry(folder, 10)).rejects.toThrow('no whole line for product 10');
  await truncate(folder.manifest, 800);
  await expect(readManifestEntry(folder, 9)).rejects.toMatchObject({ remedy: expect.stringContaining('Plan again') });
  await expect(
    (async () => {
      for await (const _ of readManifest(folder, 10));
    })(),
  ).rejects.toThrow('no whole line');
});

it('leaves nothing of a manifest that was given up', async () => {
  const writer = await writeManifest(folder);
  await writer.add(entry(0));
  await writer.discard();
  expect(await readdir(folder.path)).toEqual([]);
});

it('names the file that a full disk does not take, and leaves nothing', async () => {
  const writer = await writeManifest(folder);
  await writer.add(entry(0));
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const handle = await open(folder.path, 'r');
  const append = vi.spyOn(Object.getPrototypeOf(handle), 'appendFile').mockRejectedValue(full);
  await handle.close();
  await expect(writer.finish()).rejects.toMatchObject({ code: 'ENOSPC', path: folder.manifest });
  append.mockRestore();
  await writer.discard();
  expect(await readdir(folder.path)).toEqual([]);
});
