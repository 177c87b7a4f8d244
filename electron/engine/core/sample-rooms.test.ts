import { afterEach, expect, it } from 'vitest';
import { dropSampleRooms, giveBackSampleRooms, takeSampleRoom } from './sample-rooms.ts';

afterEach(dropSampleRooms);

it('gives an array again, zero, once it was given back', () => {
  const first = takeSampleRoom(8).fill(7);
  expect(takeSampleRoom(8)).not.toBe(first);
  giveBackSampleRooms([first, null]);
  expect(takeSampleRoom(9)).toHaveLength(9);
  const again = takeSampleRoom(8);
  expect(again).toBe(first);
  expect([...again]).toEqual(new Array(8).fill(0));
});

it('never gives an array twice, nor one that it did not give', () => {
  const own = takeSampleRoom(4);
  const others = new Uint16Array(4);
  giveBackSampleRooms([own, own, others]);
  giveBackSampleRooms([own]);
  expect(takeSampleRoom(4)).toBe(own);
  const next = takeSampleRoom(4);
  expect(next).not.toBe(own);
  expect(next).not.toBe(others);
});
