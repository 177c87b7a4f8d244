import { expect, it } from 'vitest';
import { whatIsLeft } from './work.ts';

it('tells a worker that leaves products undone how to go on', () => {
  expect(whatIsLeft('again', '/a run')).toBe(
    "Products that failed are left, which were tried often enough. Why, tells: nephoscope archive status '/a run'. To try them again: nephoscope archive retry '/a run'",
  );
  expect(whatIsLeft('broken', '/run')).toMatch(/broken are left.* retry \/run --broken$/);
});
