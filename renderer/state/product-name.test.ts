import { expect, it } from 'vitest';
import { sceneName } from './product-name.ts';

it('names a scene by its date, tile and level, and by what is known of them', () => {
  const scene = { sensingTime: '2024-05-06T23:59:31Z', tile: '33UVU', name: 'S2A_X.SAFE', level: 'L2A' as const };
  expect(sceneName(scene)).toBe('6 May 2024 T33UVU L2A');
  expect(sceneName({ ...scene, tile: null })).toBe('6 May 2024 S2A_X.SAFE L2A');
  expect(sceneName({ ...scene, sensingTime: null })).toBe('T33UVU L2A');
});
