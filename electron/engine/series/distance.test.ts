import { expect, it } from 'vitest';
import { seeded } from '../../test/test-rasters.ts';
import { distanceToSet } from './distance.ts';

it('gives the distance to the nearest pixel that is set, as looking at all of them does', () => {
  const random = seeded(5);
  for (let round = 0; round < 40; round++) {
    const width = 1 + Math.floor(random() * 23);
    const height = 1 + Math.floor(random() * 19);
    const set = Uint8Array.from({ length: width * height }, () => (random() < 0.06 ? 1 : 0));
    const expected = Array.from(set, (_, at) => {
      const all = Array.from(set.keys()).filter((other) => set[other] === 1);
      return Math.min(
        ...all.map((other) =>
          Math.hypot((at % width) - (other % width), Math.floor(at / width) - Math.floor(other / width)),
        ),
      );
    });
    expect([...distanceToSet(set, width, height)]).toEqual(expected.map(Math.fround));
  }
});
