import { expect, it } from 'vitest';
import type { Manifest } from './manifest.ts';
import { scopeText } from './scope-text.ts';

const tuned = {} as NonNullable<Manifest['tuned']>;
const hull: [number, number][] = [
  [-9.2, 52.9],
  [-8.8, 52.9],
  [-8.8, 53.04],
  [-9.2, 52.9],
];

it('tells months and place of the labels of a tuned pack, and only its own text of others', () => {
  expect(scopeText({ scope: { text: 'Land.', months: [4, 10] } })).toBe('Land.');
  expect(scopeText({ tuned, scope: { text: 'Tuned.' } })).toBe('Tuned.');
  expect(scopeText({ tuned, scope: { text: 'Tuned.', months: [5, 6], hull } })).toBe(
    'Tuned. Its labels are of May to June; 9.2° W to 8.8° W, 52.9° N to 53.0° N.',
  );
  const fiji: [number, number][] = [
    [179.5, -17.5],
    [-179.5, -17.5],
    [-179.5, -16.5],
    [179.5, -17.5],
  ];
  expect(scopeText({ tuned, scope: { text: 'Tuned.', hull: fiji } })).toBe(
    'Tuned. Its labels are of 179.5° E to 179.5° W, 17.5° S to 16.5° S.',
  );
  expect(scopeText({ tuned, scope: { text: 'Tuned.', months: [5, 5] } })).toBe('Tuned. Its labels are of May.');
});
