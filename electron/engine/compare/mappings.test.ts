import { describe, expect, it } from 'vitest';
import { CompareError } from '../core/errors.ts';
import { applyMapping as apply, classificationValues } from './apply-mapping.ts';
import { mergeFor } from './class-merge.ts';
import { guessMapping, scaledMapping } from './guess-mapping.ts';
import { type ClassMapping, MAPPINGS, mappingOf } from './mappings.ts';
import { customMapping } from './own-mapping.ts';

const applyMapping = (values: ArrayLike<number>, mapping: ClassMapping) => apply(values, mapping, 'it.tif');

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
    for (const { rules, name } of MAPPINGS.filter((mapping) => mapping.rules.length > 0))
      expect(() => customMapping(rules, name)).not.toThrow();
  });

  it('refuse values that are not named, with how often they occur', () => {
    expect(() => applyMapping([0, 7, 7, 9], mappingOf('s2cloudless'))).toThrow(
      'it.tif holds 2 values that the mapping s2cloudless does not name: 7 (2 pixels), 9 (1 pixels).',
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

describe('codes of other programs', () => {
  it('are read as their makers document them', () => {
    const codes = (id: string, ...values: number[]) => [...applyMapping(values, mappingOf(id))];
    expect(codes('omnicloudmask', 0, 1, 2, 3)).toEqual([1, 4, 3, 2]);
    expect(codes('cloudsen12', 0, 1, 2, 3, 99)).toEqual([1, 4, 3, 2, 5]);
    expect(codes('python-fmask', 0, 1, 2, 3, 4, 5)).toEqual([5, 1, 4, 2, 1, 1]);
    // All clouds, thinnest only, shadow of a cloud inside, of one outside, high cloud, nothing.
    expect(codes('maja', 0b111, 0b10000, 0b100001, 0b1000000, 0b10000011, 0)).toEqual([4, 3, 2, 2, 3, 1]);
    // Values of the table in the Landsat 8-9 Collection 2 guide: clear, water, fill, cloud, shadow, cirrus.
    expect(codes('landsat-qa', 21824, 21952, 1, 22280, 23888, 54596)).toEqual([1, 1, 5, 4, 2, 3]);
    expect(codes('hls-fmask', 64, 66, 72, 96, 255)).toEqual([1, 4, 2, 1, 5]);
    expect(codes('qa60', 0, 1024, 2048, 3072)).toEqual([1, 4, 3, 4]);
    expect(codes('cloud-probability', 0, 39, 40, 100, 255)).toEqual([1, 1, 4, 4, 5]);
    expect(codes('cloud-probability-1', 0, 0.39, 0.4, 1)).toEqual([1, 1, 4, 4]);
  });

  const content = (...values: number[]) => ({ values, counts: values.map(() => 100), noData: null, metadata: {} });

  it.each([
    ['nephoscope', [1, 2, 3, 4, 5]],
    ['nephoscope', [1, 4]],
    ['scl', [0, 3, 4, 5, 8, 9, 10]],
    ['s2cloudless-255', [0, 255]],
    ['fmask', [0, 1, 2, 4, 255]],
    ['qa60', [0, 1024, 2048]],
    ['landsat-qa', [1, 21824, 22280, 23888]],
    ['cloud-probability-1', [0, 0.25, 0.9]],
    ['cloud-probability', Array.from({ length: 60 }, (_, i) => i)],
    ['fmask', [-9999, 0, 2, 4, 255]],
  ])('are guessed as %s from %j, and it is said', (id, values) => {
    const { mapping, notes } = guessMapping(content(...values), 'a.tif');
    expect(mapping.id).toBe(id);
    expect(notes[0]).toContain(`(--mapping ${id})`);
  });

  it.each([[[0, 1]], [[0, 1, 2, 3]], [[0, 2, 4]], [[0, 1, 2, 3, 4]], [[0, 1, 2, 3, 4, 5]], [[0, 1, 255]], [[0]]])(
    'are asked for where %j may mean different things',
    (values) => {
      expect(() => guessMapping(content(...values), 'a.tif')).toThrow('may mean different things');
    },
  );

  it('1 to 5 are asked for where python-fmask may be meant: its 0 is no data, its 2 cloud', () => {
    expect(() => guessMapping(content(1, 2, 3), 'a.img')).toThrow('may mean different things');
    const withNoData = { ...content(0, 1, 2, 3, 4), noData: 0 };
    expect(() => guessMapping(withNoData, 'a.img')).toThrow('may mean different things');
  });

  it('of our own masks are known by their metadata, and zeros of a frame are no class', () => {
    const inSclCodes = { ...content(3, 4, 5), metadata: { NEPHOSCOPE_PACK: 'nephos-l2a', NEPHOSCOPE_CODES: 'scl' } };
    expect(guessMapping(inSclCodes, 'a_SCL_20m.tif').mapping.id).toBe('scl');
    const own = { ...content(0, 1, 2), metadata: { NEPHOSCOPE_PACK: 'nephos-l2a' } };
    expect(guessMapping(own, 'a.tif')).toMatchObject({ mapping: { id: 'nephoscope' }, notes: [] });
    const frame = { ...content(0, 1, 2, 3, 4, 5), counts: [5, 100, 100, 100, 100, 100] };
    expect(guessMapping(frame, 'a.tif').mapping.id).toBe('nephoscope');
  });

  it('of s2cloudless follow the scale that is there', () => {
    const scaled = (...values: number[]) => scaledMapping(mappingOf('s2cloudless'), content(...values)).mapping.id;
    expect(scaled(0, 1)).toBe('s2cloudless');
    expect(scaled(0, 1, 255)).toBe('s2cloudless');
    expect(scaled(0, 255)).toBe('s2cloudless-255');
    expect(scaled(0, 12, 73)).toBe('cloud-probability');
    expect(scaled(0, 12, 73, 255)).toBe('cloud-probability');
    expect(scaled(0, 12, 143, 247)).toBe('cloud-probability-255');
    expect(scaled(0, 0.2, 1)).toBe('cloud-probability-1');
    expect(scaledMapping(mappingOf('s2cloudless'), { ...content(0, 255), noData: 255 }).mapping.id).toBe('s2cloudless');
  });
});
