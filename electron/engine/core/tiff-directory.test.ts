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

it('begins every value at an even place, as TIFF asks, behind a text of odd length too', () => {
  const bytes = encodeDirectory(
    [
      { tag: 305, type: 'text', text: 'even' },
      { tag: 322, type: 'short', values: [1, 2, 3] },
    ],
    100,
  );
  const [text, numbers] = [bytes.readUInt32LE(2 + 8), bytes.readUInt32LE(14 + 8)];
  expect([text % 2, numbers % 2]).toEqual([0, 0]);
  expect(bytes.toString('utf8', text - 100, text - 96)).toBe('even');
  expect(bytes.readUInt16LE(numbers - 100 + 4)).toBe(3);
});

it('names no coordinate system that a GeoTIFF has no room for', () => {
  const grid = { epsg: 32_633, originX: 1, originY: 2, pixelMetres: 20, width: 3, height: 4 };
  expect(placeFields(grid)).toHaveLength(3);
  expect(placeFields({ ...grid, epsg: null })).toHaveLength(2);
  // 32767 stands for a system of the user's own (GeoTIFF 1.1, 7.3).
  for (const epsg of [32_767, 104_001]) expect(() => placeFields({ ...grid, epsg })).toThrow(`EPSG:${epsg}`);
});
