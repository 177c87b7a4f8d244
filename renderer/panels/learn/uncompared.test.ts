import { expect, it } from 'vitest';
import { uncomparedNotes } from './uncompared.ts';

it('says how many chips are not compared, by the reason, and what becomes of them', () => {
  expect(uncomparedNotes({ first: 0, second: 0, apart: 0, unshared: 0 })).toEqual([]);
  expect(uncomparedNotes({ first: 2, second: 1, apart: 3, unshared: 1 })).toEqual([
    '2 chips that only A has labelled are taken over without labels: nobody has looked twice.',
    '1 chip that only B has labelled is taken over without labels: nobody has looked twice.',
    '3 chips in which A and B labelled other pixels are taken over without labels.',
    '1 chip of only one of the projects is left out.',
  ]);
});
