import { expect, it } from 'vitest';
import { folderNameSchema } from '../../../electron/engine/contract/labels.ts';
import { folderOf } from './folder-name.ts';

it.each([
  ['North fields', 'North fields'],
  ['März', 'März'],
  ['Ma\u0308rz', 'März'],
  ['Луг 2024', 'Луг 2024'],
  ['北の畑', '北の畑'],
  [' ../a"/b. ', 'a-b'],
  ["it's <new>?", 'it-s -new-'],
])('makes of the name %j the folder %j, which the engine takes', (name, folder) => {
  expect(folderOf(name)).toBe(folder);
  expect(folderNameSchema.parse(folder)).toBe(folder);
});

it('makes nothing of signs alone, and the engine takes no name that leads elsewhere or is too long', () => {
  expect(folderOf('/..?')).toBe('');
  for (const name of ['..', 'a/b', 'a\\b', '-a', 'a.', '北'.repeat(90)])
    expect(folderNameSchema.safeParse(name).success).toBe(false);
});
