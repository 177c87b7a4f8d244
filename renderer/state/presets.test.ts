import { expect, test } from 'vitest';
import { asParameters, withPreset } from './presets.ts';

const parameters = {
  thresholds: { shadow: 0.4, semi: 0.5, cloud: 0.6 },
  bufferMetres: { shadow: 20, semi: 0, cloud: 60 },
  minAreaSquareMetres: 4000,
};

test('reads what it wrote', () => {
  for (const written of [parameters, { ...parameters, shadowsNeedCloud: true }])
    expect(asParameters(JSON.parse(JSON.stringify(written)))).toEqual(written);
});

test.each([
  null,
  3,
  {},
  { ...parameters, thresholds: { shadow: 2, semi: 0, cloud: 0 } },
  { ...parameters, minAreaSquareMetres: '4' },
])('refuses %j', (value) => expect(asParameters(value)).toBeNull());

test('a name is there once, in order', () => {
  const presets = withPreset(withPreset(withPreset([], 'wide', parameters), 'narrow', parameters), 'wide', {
    ...parameters,
    minAreaSquareMetres: 0,
  });
  expect(presets.map(({ name }) => name)).toEqual(['narrow', 'wide']);
  expect(presets[1]?.parameters).toMatchObject({ minAreaSquareMetres: 0 });
});
