import { describe, expect, it } from 'vitest';
import { thresholdByte } from '../../electron/engine/mask/parameters.ts';
import { isByThresholdsAlone, limitsOf } from './thresholds.ts';

describe('limits of the graphics card', () => {
  it('are those of the engine, for every threshold that a slider or a person may give', () => {
    const thresholds = [...Array.from({ length: 1001 }, (_, i) => i / 1000), 1 / 3, 0.28, 254.5 / 255, 128 / 255];
    for (const at of thresholds)
      expect(limitsOf({ shadow: at, semi: at, cloud: at })).toEqual([at, at, at].map(thresholdByte));
  });
});

describe('a mask by thresholds alone', () => {
  const parameters = {
    thresholds: { shadow: 0.3, semi: 0.4, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  };
  it('has no buffer, no smallest object and no correction', () => {
    expect(isByThresholdsAlone(parameters, [])).toBe(true);
    expect(isByThresholdsAlone({ ...parameters, bufferMetres: { shadow: 0, semi: 0, cloud: 20 } }, [])).toBe(false);
    expect(isByThresholdsAlone({ ...parameters, minAreaSquareMetres: 1 }, [])).toBe(false);
    expect(isByThresholdsAlone(parameters, [{}])).toBe(false);
  });
});
