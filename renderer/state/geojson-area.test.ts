import { describe, expect, test } from 'vitest';
import { AreaError, readArea } from './geojson-area.ts';

const ring = [
  [-8, 53],
  [-7, 53],
  [-7, 54, 12],
  [-8, 53],
];
const polygon = { type: 'Polygon', coordinates: [ring] };
const feature = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry });

describe('one polygon, however it is wrapped', () => {
  test.each([
    ['geometry', polygon],
    ['feature', feature(polygon)],
    [
      'collection',
      { type: 'FeatureCollection', features: [feature({ type: 'Point', coordinates: [0, 0] }), feature(polygon)] },
    ],
    ['multipolygon of one', { type: 'MultiPolygon', coordinates: [[ring]] }],
  ])('%s', (_name, value) => {
    expect(readArea(JSON.stringify(value), 'a.geojson')).toEqual([
      [
        [-8, 53],
        [-7, 53],
        [-7, 54],
        [-8, 53],
      ],
    ]);
  });
});

test.each([
  ['{', 'not JSON'],
  ['{"type":"Point","coordinates":[0,0]}', 'no polygon'],
  [JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring], [ring]] }), '2 polygons'],
  [
    JSON.stringify({
      type: 'Polygon',
      coordinates: [
        [
          [500000, 5900000],
          [500010, 5900000],
          [500010, 5900010],
          [500000, 5900000],
        ],
      ],
    }),
    'lon/lat',
  ],
  [
    JSON.stringify({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    }),
    'fewer than four',
  ],
])('%s is refused with the reason', (text, reason) => {
  expect(() => readArea(text, 'a.geojson')).toThrow(AreaError);
  expect(() => readArea(text, 'a.geojson')).toThrow(reason);
});
