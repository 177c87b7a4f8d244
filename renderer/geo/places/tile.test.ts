import { expect, test } from 'vitest';
import { tileCorner } from './tile.ts';

// Corners as the metadata of products have them (ULX and ULY of MTD_TL.xml).
test.each([
  ['33UVU', 399960, 5900040],
  ['29UNU', 499980, 5900040],
  ['34UCF', 300000, 6100020],
  ['34VFJ', 600000, 6400020],
  ['32TQM', 699960, 4700040],
  ['17RLM', 300000, 3200040],
  ['52SBF', 199980, 4100040],
  ['33XWJ', 499980, 8900040],
  ['18LTM', 199980, 8700040],
  ['53HPA', 600000, 6100000],
  ['53HNV', 499980, 6000040],
  ['07HFE', 600000, 6500020],
])('tile %s', (square, x, y) => {
  const zone = Number(square.slice(0, 2));
  expect(tileCorner(zone, square[2]!, `${zone}${square.slice(2)}`)).toEqual({ x, y });
});
