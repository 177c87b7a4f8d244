import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KERNELS, kernelText } from './kernel.mjs';

it.each(KERNELS)('keeps of $what what its sources compile to', async (kernel) => {
  expect(readFileSync(kernel.file, 'utf8')).toBe(await kernelText(kernel));
});
