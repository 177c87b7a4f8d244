import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KERNEL_FILE, kernelText } from './kernel.mjs';

it('is what its sources compile to', async () => {
  expect(readFileSync(KERNEL_FILE, 'utf8')).toBe(await kernelText());
});
