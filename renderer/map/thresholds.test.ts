import { describe, expect, it } from 'vitest';
import { isByThresholdsAlone } from './thresholds.ts';

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
