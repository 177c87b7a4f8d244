import { expect, test } from 'vitest';
import type { MaskClass } from '../api/types.ts';
import type { ClassLook } from '../state/scene.ts';
import { legendParts } from './legend-parts.ts';
import type { Overlay } from './overlays.ts';

const look = (colour: string | null, visible = true): ClassLook => ({ visible, colour, opacity: 1 });
const CLASSES = {
  cloud: look('#D55E00'),
  semi: look('#F0E442', false),
  shadow: look('#0072B2'),
  clear: look(null),
  missing: look('#808080'),
};
const NAMES = [
  { id: 'cloud', name: 'Cloud' },
  { id: 'shadow', name: 'Cloud shadow' },
  { id: 'missing', name: 'Missing' },
] as MaskClass[];
const overlay = (key: string, classes: Overlay['classes']) => ({ key, classes }) as Overlay;
const parts = (overlays: Overlay[], only: ReadonlySet<string> | null = null) =>
  legendParts(
    overlays,
    NAMES,
    ({ key }) => key,
    ({ key }) => (key === 'SCL' ? only : null),
  ).map(({ title, entries }) => [title, entries.map(({ name }) => name)]);

test('what is drawn is named, what is hidden or without a colour is not', () => {
  expect(parts([overlay('Mask', CLASSES)])).toEqual([['Mask', ['Cloud', 'Cloud shadow', 'Missing']]]);
});

test('overlays of the same colours are one part, the uppermost first; a reference has its own classes', () => {
  const both = [overlay('SCL', CLASSES), overlay('Mask', CLASSES)];
  expect(parts(both)).toEqual([['Mask and SCL', ['Cloud', 'Cloud shadow', 'Missing']]]);
  expect(parts(both, new Set(['shadow']))).toEqual([
    ['Mask', ['Cloud', 'Cloud shadow', 'Missing']],
    ['SCL', ['Cloud shadow']],
  ]);
});

test('an agreement map has its own colours', () => {
  expect(parts([overlay('Mask and SCL', 'agreement')])[0]![1]).toHaveLength(4);
});
