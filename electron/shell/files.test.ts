import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../test/test-product.ts';
import { listFolder, makeFolder, resolveInside } from './files.ts';

const temporary = temporaryFolder('nephoscope-files-');
const APART = 'Mu\u0308ller';
const COMPOSED = 'M\u00fcller';
const ODD = [
  'a b',
  'a#b',
  '100%',
  '%41',
  'q?x',
  `it's "q"`,
  '-dash',
  'back\\slash',
  'semi;&amp',
  'new\nline',
  '\u{1f600}',
];
let root: string;
beforeAll(async () => {
  root = join(temporary.path, 'root');
  await mkdir(join(root, APART, APART), { recursive: true });
  for (const name of ODD) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, `${name}.tif`), '');
  }
});

it.each(ODD)('lists a folder called %j, and finds what lies in it', async (name) => {
  const listing = await listFolder(root, name);
  expect(listing).toMatchObject({ folder: name, parent: '', entries: [{ name: `${name}.tif`, kind: 'file' }] });
  expect(await resolveInside(root, `${name}/${name}.tif`)).toBe(join(root, name, `${name}.tif`));
});

it('finds a name whose marks are typed otherwise than macOS writes them, where no other is meant', async () => {
  expect((await listFolder(root, `${COMPOSED}/${COMPOSED}`))?.folder).toBe(`${APART}/${APART}`);
  await mkdir(join(root, COMPOSED));
  expect((await listFolder(root, COMPOSED))?.folder).toBe(COMPOSED);
  expect(await listFolder(root, `${COMPOSED}/${COMPOSED}`)).toBeNull();
});

it('says why a folder cannot be made, and what helps', async () => {
  expect(await makeFolder(root, { folder: '', name: 'ü'.repeat(200) })).toEqual({
    message: expect.stringContaining('its name is too long for this disk'),
    remedy: 'Choose a shorter folder name.',
  });
  expect((await makeFolder(root, { folder: '', name: ODD[0]! }))?.message).toBe('a b is there already.');
});
