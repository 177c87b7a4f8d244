import { expect, it } from 'vitest';
import { CancelledError } from '../../core/errors.ts';
import type { Drawing } from './drawing.ts';
import { toPng } from './to-png.ts';

it('is cancelled as everything is, while its thread works', async () => {
  const stop = new AbortController();
  const drawing = { width: 100, height: 100, marks: [] } as unknown as Drawing;
  const making = toPng(drawing, {}, stop.signal);
  stop.abort();
  await expect(making).rejects.toThrow(CancelledError);
});
