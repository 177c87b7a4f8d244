import { expect, test } from 'vitest';
import type { LabelChip } from '../../api/types.ts';
import { batchProgress, neighbourChip, nextChip } from './order.ts';

const chip = (id: string, state: LabelChip['state'], batch: number | null = null) =>
  ({ id, state, batch }) as LabelChip;
const chips = [chip('a', 'accepted', 1), chip('b', 'started', 1), chip('c', 'accepted'), chip('d', 'new')];

test('accepting goes on in the list, past accepted chips, and round', () => {
  expect(nextChip(chips, 'b')?.id).toBe('d');
  expect(nextChip(chips, 'd')?.id).toBe('b');
  expect(nextChip(chips, 'a')?.id).toBe('b');
  expect(nextChip([chip('a', 'new')], 'a')).toBeNull();
});

test('stepping goes through all of them, and ends at the ends', () => {
  expect(neighbourChip(chips, 'b', 1)?.id).toBe('c');
  expect(neighbourChip(chips, 'a', -1)).toBeNull();
  expect(neighbourChip(chips, 'gone', 1)?.id).toBe('a');
});

test('progress is that of the batch, or of all chips', () => {
  expect(batchProgress(chips, chips[1]!)).toEqual({ batch: 1, total: 2, accepted: 1 });
  expect(batchProgress(chips, null)).toEqual({ batch: null, total: 4, accepted: 2 });
});
