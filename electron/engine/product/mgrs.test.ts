import { expect, it } from 'vitest';
import { tileCorner, tileEpsg } from './mgrs.ts';

// As the granule metadata of products of these tiles give them.
it.each([
  ['01LAC', 32701, 99_960, 8_300_020],
  ['01WCP', 32601, 300_000, 7_400_040],
  ['07HFE', 32707, 600_000, 6_500_020],
  ['16SGJ', 32616, 699_960, 4_400_040],
  ['17RLM', 32617, 300_000, 3_200_040],
  ['18LTM', 32718, 199_980, 8_700_040],
  ['29UNU', 32629, 499_980, 5_900_040],
  ['32TQM', 32632, 699_960, 4_700_040],
  ['33XWJ', 32633, 499_980, 8_900_040],
  ['52SBF', 32652, 199_980, 4_100_040],
  ['53HLA', 32753, 300_000, 6_100_000],
  ['53HNV', 32753, 499_980, 6_000_040],
])('the corner of tile %s', (tile, epsg, originX, originY) => {
  expect(tileCorner(tile)).toEqual({ epsg, originX, originY });
});

it('is north of the equator from band N on', () => {
  // Row F of an even zone begins at the equator, row E ends there.
  expect(tileCorner('32NKF')).toEqual({ epsg: 32632, originX: 199_980, originY: 100_020 });
  expect(tileCorner('32MKE')).toEqual({ epsg: 32732, originX: 199_980, originY: 10_000_000 });
});

it('is told of no name that is none', () => {
  for (const name of ['61UNU', '00UNU', '29IOU', '29UN', null])
    expect([tileCorner(name), tileEpsg(name)]).toEqual([null, null]);
});
