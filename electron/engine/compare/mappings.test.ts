import { describe, expect, it } from 'vitest';
import { CompareError } from '../core/errors.ts';
import { applyMapping, classificationValues, customMapping, MAPPINGS, mappingOf, mergeFor } from './mappings.ts';

describe('class mappings', () => {
  it('map every class of the scene classification', () => {
    const values = Uint8Array.from({ length: 12 }, (_, value) => value);
    expect([...applyMapping(values, mappingOf('scl'))]).toEqual([5, 5, 1, 2, 1, 1, 1, 1, 4, 4, 3, 1]);
  });

  it('map Fmask, s2cloudless, KappaMask, MSK_CLASSI and our own codes', () => {
    expect([...applyMapping([0, 1, 2, 3, 4, 255], mappingOf('fmask'))]).toEqual([1, 1, 2, 1, 4, 5]);
    expect([...applyMapping([0, 1], mappingOf('s2cloudless'))]).toEqual([1, 4]);
    expect([...applyMapping([0, 1, 2, 3, 4, 5], mappingOf('kappamask'))]).toEqual([5, 1, 2, 3, 4, 5]);
    expect([...applyMapping([0, 1, 2, 3, 4, 5], mappingOf('nephoscope'))]).toEqual([5, 1, 2, 3, 4, 5]);
    const planes = classificationValues([0, 1, 0, 1], [0, 0, 1, 1]);
    expect([...applyMapping(planes, mappingOf('classification'))]).toEqual([1, 4, 3, 4]);
  });

  it('name no value twice', () => {
    for (const { rules, name } of MAPPINGS) expect(() => customMapping(rules, name)).not.toThrow();
  });

  it('refuse values that are not named, with how often they occur', () => {
    expect(() => applyMapping([0, 7, 7, 9], mappingOf('s2cloudless'))).toThrow(
      'The reference holds 2 values that the mapping s2cloudless does not name: 7 (2 pixels), 9 (1 pixels).',
    );
    expect(() => applyMapping([Number.NaN, -1, 70000], mappingOf('scl'))).toThrow(CompareError);
    expect(() => mappingOf('sen3')).toThrow(CompareError);
  });

  it('can be given by the user, and are checked', () => {
    const own = customMapping([
      { from: [10, 20], to: 1 },
      { from: [30], to: 4 },
    ]);
    expect([...applyMapping([10, 20, 30], own)]).toEqual([1, 1, 4]);
    expect(() => customMapping([{ from: [1], to: 7 }])).toThrow('wrong at 0.to');
    const twice = [
      { from: [1], to: 1 },
      { from: [1], to: 4 },
    ];
    expect(() => customMapping(twice)).toThrow('A value is mapped twice.');
  });

  it('merge our classes into those that the reference can tell apart, and say so', () => {
    expect(mergeFor(mappingOf('scl'))).toMatchObject({ codes: [1, 2, 3, 4], notes: [] });
    expect(mergeFor(mappingOf('fmask'))).toMatchObject({ codes: [1, 2, 4], table: [0, 1, 2, 4, 4, 5] });
    const binary = mergeFor(mappingOf('s2cloudless'));
    expect(binary).toMatchObject({ codes: [1, 4], table: [0, 1, 1, 4, 4, 5] });
    expect(binary.notes).toEqual([
      's2cloudless has no cloud shadow: ours counts as clear.',
      's2cloudless has no semi-transparent cloud: ours counts as cloud.',
    ]);
  });
});
