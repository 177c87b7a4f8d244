import { expect, it } from 'vitest';
import { directoryBytes, encodeDirectory, placeFields, type TiffField } from './tiff-directory.ts';

const FIELDS: readonly TiffField[] = [
  { tag: 305, type: 'text', text: 'né' },
  { tag: 256, type: 'long', values: [7] },
  { tag: 258, type: 'short', values: [8, 8] },
  { tag: 322, type: 'short', values: [1, 2, 3] },
  { tag: 339, type: 'double', values: [0.5] },
];

it('sorts fields by their tags and keeps short values in their place', () => {
  const bytes = encodeDirectory(FIELDS, 100, 4000);
  expect(bytes).toHaveLength(directoryBytes(FIELDS));
  expect(bytes.readUInt16LE(0)).toBe(5);
  const tags = FIELDS.map((_, index) => bytes.readUInt16LE(2 + 12 * index));
  expect(tags).toEqual([256, 258, 305, 322, 339]);
  expect(bytes.readUInt32LE(2 + 8)).toBe(7);
  expect([bytes.readUInt16LE(14 + 8), bytes.readUInt16LE(14 + 10)]).toEqual([8, 8]);
  // Text of three bytes and its zero fits; six bytes of numbers and eight do not.
  expect(bytes.toString('utf8', 26 + 8, 26 + 11)).toBe('né');
  const first = 2 + 5 * 12 + 4;
  expect(bytes.readUInt32LE(first - 4)).toBe(4000);
  expect(bytes.readUInt32LE(38 + 8)).toBe(100 + first);
  expect(bytes.readUInt16LE(first + 4)).toBe(3);
  expect(bytes.readDoubleLE(bytes.readUInt32LE(50 + 8) - 100)).toBe(0.5);
});

it('names no coordinate system that a GeoTIFF has no room for', () => {
  const grid = { epsg: 32_633, originX: 1, originY: 2, pixelMetres: 20, width: 3, height: 4 };
  expect(placeFields(grid)).toHaveLength(3);
  expect(placeFields({ ...grid, epsg: null })).toHaveLength(2);
  expect(() => placeFields({ ...grid, epsg: 104_001 })).toThrow('EPSG:104001');
});
