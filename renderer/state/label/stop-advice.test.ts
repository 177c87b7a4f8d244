import { describe, expect, it } from 'vitest';
import { accuracyInterval, stopAdvice } from './stop-advice.ts';

const batches = (...shares: (number | null)[]) =>
  shares.map((correctedShare, i) => ({
    number: i + 1,
    chips: 10,
    accepted: correctedShare === null ? 0 : 10,
    correctedShare,
  }));

describe('stopAdvice', () => {
  it('says nothing of batches of which little is accepted', () => {
    expect(stopAdvice(batches(null)).stop).toBe(false);
    const [one] = batches(0.001);
    expect(stopAdvice([{ ...one!, accepted: 4 }])).toMatchObject({
      stop: false,
      text: expect.stringContaining('curve begins'),
    });
  });

  it.each([
    [[0.01], true, '1.0 %'],
    [[0.2], false, 'another one'],
    [[0.2, 0.18], false, 'still pays'],
    [[0.2, 0.1, 0.05], true, 'bring little'],
    [[0.2, 0.1, 0.015], true, 'Stop here'],
    [[0.2, null], false, 'another one'],
  ] as const)('of %j stops: %s', (shares, stop, text) => {
    expect(stopAdvice(batches(...shares))).toEqual({ stop, text: expect.stringContaining(text) });
  });
});

describe('accuracyInterval', () => {
  it('is wide for few chips, and stays within 0 and 1', () => {
    expect(accuracyInterval({ share: 0.9, standardError: null, chips: 1 }).bounds).toBeNull();
    expect(accuracyInterval({ share: 1, standardError: 0, chips: 2 }).bounds).toBeNull();
    expect(accuracyInterval({ share: 0.9, standardError: 0.02, chips: 2 }).bounds).toEqual([
      expect.closeTo(0.646, 3),
      1,
    ]);
    const many = accuracyInterval({ share: 0.9, standardError: 0.02, chips: 21 }).bounds!;
    expect(many[1] - many[0]).toBeCloseTo(2 * 2.086 * 0.02, 3);
  });
});
