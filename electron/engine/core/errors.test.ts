import { expect, test } from 'vitest';
import { ProductError } from './errors.ts';

test.each([
  ['/data/S2A.zip is no zip.', '/data/S2A.zip', 'S2A.zip is no zip.'],
  ['C:\\data\\S2A.zip is no zip.', 'C:\\data\\S2A.zip', 'S2A.zip is no zip.'],
  ['/data/a.zip!/b.xml in /data/a.zip is empty.', '/data/a.zip', 'a.zip!/b.xml in a.zip is empty.'],
  ['S2A.zip is no zip.', 'S2A.zip', 'S2A.zip is no zip.'],
  ['/data/ is empty.', '/data/', '/data/ is empty.'],
])('the sentence names a file without its folder: %s', (message, file, told) => {
  expect(new ProductError(message, { file })).toMatchObject({ message: told, file });
});
