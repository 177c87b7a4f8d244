import { beforeEach, expect, test } from 'vitest';
import {
  addArea,
  areas,
  chooseArea,
  redoAreas,
  removeArea,
  renameArea,
  reshapeArea,
  takeAreas,
  undoAreas,
  uneditable,
} from './areas.ts';

const square = (at: number) =>
  [
    [
      [
        [at, at],
        [at + 1, at],
        [at + 1, at + 1],
        [at, at],
      ],
    ],
  ] as const;

beforeEach(() => takeAreas({ list: [], chosen: null }));

test('several areas have names of their own; the last one that was added is chosen', () => {
  addArea('Area', square(0));
  addArea('Area', square(1));
  expect(areas().list.map(({ name }) => name)).toEqual(['Area', 'Area 2']);
  expect(areas().chosen).toBe(areas().list[1]!.id);
  renameArea(areas().list[1]!.id, '  Area ');
  expect(areas().list[1]!.name).toBe('Area 2');
  renameArea(areas().list[1]!.id, 'north');
  renameArea(areas().list[1]!.id, ' ');
  expect(areas().list[1]!.name).toBe('north');
});

test('drawing, reshaping, renaming and removing are undone one by one; choosing is not a step', () => {
  addArea('a', square(0));
  const { id } = areas().list[0]!;
  reshapeArea(id, square(5));
  renameArea(id, 'b');
  chooseArea(null);
  removeArea(id);
  expect(areas().list).toEqual([]);
  undoAreas();
  expect(areas().list[0]).toMatchObject({ name: 'b', polygons: square(5) });
  undoAreas();
  expect(areas().list[0]!.name).toBe('a');
  undoAreas();
  expect(areas().list[0]!.polygons).toEqual(square(0));
  undoAreas();
  expect(areas().list).toEqual([]);
  redoAreas();
  redoAreas();
  expect(areas().list[0]!.polygons).toEqual(square(5));
});

test('says what cannot be edited by its corners', () => {
  const [rings] = square(0);
  expect(uneditable({ id: '1', name: 'x', polygons: [rings!] })).toBeNull();
  expect(uneditable({ id: '1', name: 'x', polygons: [[...rings!, ...rings!]] })).toContain('holes');
  const long = Array.from({ length: 500 }, (_, at) => [at / 10, 0] as const);
  expect(uneditable({ id: '1', name: 'x', polygons: [[long]] })).toContain('500 corners');
});
