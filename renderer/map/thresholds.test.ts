import { describe, expect, it } from 'vitest';
import { TOLD_AREAS } from '../../electron/engine/contract/limits.ts';
import { areaLimitsOf, isByThresholds } from './thresholds.ts';

describe('a mask by thresholds alone', () => {
  const parameters = {
    thresholds: { shadow: 0.3, semi: 0.4, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  };
  it('has no buffer, no smallest object and no correction, whether shadows need a cloud or not', () => {
    expect(isByThresholds(parameters, [])).toBe(true);
    expect(isByThresholds({ ...parameters, bufferMetres: { shadow: 0, semi: 0, cloud: 20 } }, [])).toBe(false);
    expect(isByThresholds({ ...parameters, minAreaSquareMetres: 1 }, [])).toBe(false);
    expect(isByThresholds({ ...parameters, shadowsNeedCloud: true }, [])).toBe(true);
    expect(isByThresholds(parameters, [{}])).toBe(false);
  });
});

describe('the step of a smallest object', () => {
  const stepOf = (minAreaSquareMetres: number) =>
    areaLimitsOf({
      thresholds: { shadow: 0.3, semi: 0.4, cloud: 0.5 },
      bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
      minAreaSquareMetres,
    })[0];
  it('counts the told ones that are not larger', () => {
    expect([0, 100, TOLD_AREAS[0]!, TOLD_AREAS[6]! + 1].map(stepOf)).toEqual([0, 0, 1, 7]);
    expect([TOLD_AREAS.at(-1)!, 9e9].map(stepOf)).toEqual([TOLD_AREAS.length, TOLD_AREAS.length]);
    expect(TOLD_AREAS.length).toBeLessThan(255);
  });
  it('tells one, two and three pixels of 20 m apart', () => {
    expect(new Set([400, 800, 1200, 1600].map(stepOf)).size).toBe(4);
  });
});
