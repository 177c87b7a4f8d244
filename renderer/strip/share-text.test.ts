import { expect, it } from 'vitest';
import type { ClearShare } from '../api/types.ts';
import { shareText } from './share-text.ts';

const share = (clearPercent: number | null, validPercent: number | null = 100): ClearShare => ({
  clearPercent,
  validPercent,
  pixelMetres: 60,
  grid: 60,
  fraction: 1,
});

it.each([
  [share(53.4), '53 %'],
  [share(100), '100 %'],
  [share(99.7), '> 99 %'],
  [share(0), '0 %'],
  [share(0.3), '< 1 %'],
  [share(null, 0), 'no data'],
  [share(null, null), 'no mask'],
  [undefined, '…'],
  [null, 'unknown'],
])('%o is read as %s', (given, text) => expect(shareText(given, true)).toBe(text));

it('says where there is no mask to count', () => {
  expect(shareText(undefined, false)).toBe('no mask');
});
