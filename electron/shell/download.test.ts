import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import yauzl from 'yauzl';
import type { Choice } from '../engine/contract/shell.ts';
import { startTestEngine, type TestEngine } from '../test/test-engine.ts';
import type { EngineProcess } from './engine-client.ts';
import { fileRoutes } from './file-routes.ts';

let test: TestEngine;
let root: string;
beforeAll(async () => {
  test = await startTestEngine();
  root = join(test.folder, 'root');
  await mkdir(join(root, 'masks', 'one'), { recursive: true });
  await writeFile(join(root, 'masks', 'one', 'a.tif'), 'pixels');
  await writeFile(join(root, 'masks', 'b.json'), '{"a":1}'.repeat(100));
  await writeFile(join(test.folder, 'secret.txt'), 'secret');
});
afterAll(() => test.close());

const handleOf = async (...path: string[]) =>
  (await test.json<Choice>('POST', '/shell/grants', { path: join(test.folder, ...path) })).handle;
const download = async (...handles: string[]) =>
  fileRoutes(test.engine as unknown as EngineProcess, root).request(
    `/files/download?${new URLSearchParams([['name', 'May: masks'], ...handles.map((one) => ['handle', one])])}`,
  );

it('gives files as one zip, named from the folder that they share', async () => {
  const answer = await download(
    await handleOf('root', 'masks', 'one', 'a.tif'),
    await handleOf('root', 'masks', 'b.json'),
  );
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="May_ masks.zip"; filename*=UTF-8''May_%20masks.zip`,
  );
  const path = join(test.folder, 'download.zip');
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  const zip = await yauzl.openPromise(path);
  const held: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    held[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString();
  }
  expect(held).toEqual({ 'one/a.tif': 'pixels', 'b.json': '{"a":1}'.repeat(100) });
});

it('gives nothing that lies outside of the root, is a folder, or was never granted', async () => {
  for (const handle of [await handleOf('secret.txt'), await handleOf('root', 'masks'), 'unknown']) {
    expect((await download(handle)).status).toBe(404);
  }
  expect((await download()).status).toBe(404);
});

it('tells where a file is below the root, and of nothing else', async () => {
  const pathOf = async (handle: string) =>
    fileRoutes(test.engine as unknown as EngineProcess, root).request(`/files/path?handle=${handle}`);
  const answer = await pathOf(await handleOf('root', 'masks', 'one', 'a.tif'));
  expect(await answer.json()).toEqual({ path: 'masks/one/a.tif' });
  for (const handle of [await handleOf('secret.txt'), 'unknown']) expect((await pathOf(handle)).status).toBe(404);
});

it('gives files in folders of any name, as names that every system unpacks', async () => {
  const folder = join(root, 'masks', 'a\\b: ü#%?');
  await mkdir(folder);
  await writeFile(join(folder, 'c.tif'), 'pixels');
  const handles = [await handleOf('root', 'masks', 'b.json'), await handleOf('root', 'masks', 'a\\b: ü#%?', 'c.tif')];
  const answer = await fileRoutes(test.engine as unknown as EngineProcess, root).request(
    `/files/download?${new URLSearchParams([['name', 'Müll "1"'], ...handles.map((one) => ['handle', one])])}`,
  );
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="M_ll _1_.zip"; filename*=UTF-8''M%C3%BCll%20_1_.zip`,
  );
  const path = join(test.folder, 'odd.zip');
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  const zip = await yauzl.openPromise(path);
  const names: string[] = [];
  for await (const { fileName } of zip.eachEntry()) names.push(fileName);
  expect(names.toSorted()).toEqual(['a_b_ ü#%?/c.tif', 'b.json']);
});
