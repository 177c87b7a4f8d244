import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/test-product.ts';
import { hasLinuxLibrary } from './shared-library.ts';

const temporary = temporaryFolder('nephoscope-library-');

it.skipIf(process.platform !== 'linux')('finds a library where the loader would', () => {
  const folder = temporary.path;
  expect(hasLinuxLibrary('libnephoscope-test.so.1', folder)).toBe(false);
  writeFileSync(join(folder, 'libnephoscope-test.so.1'), '');
  expect(hasLinuxLibrary('libnephoscope-test.so.1', `/nowhere:${folder}`)).toBe(true);
  expect(hasLinuxLibrary('libc.so.6', '')).toBe(true);
});
