import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasLinuxLibrary } from './shared-library.ts';

it.skipIf(process.platform !== 'linux')('finds a library where the loader would', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nephoscope-library-'));
  expect(hasLinuxLibrary('libnephoscope-test.so.1', folder)).toBe(false);
  writeFileSync(join(folder, 'libnephoscope-test.so.1'), '');
  expect(hasLinuxLibrary('libnephoscope-test.so.1', `/nowhere:${folder}`)).toBe(true);
  expect(hasLinuxLibrary('libc.so.6', '')).toBe(true);
});
