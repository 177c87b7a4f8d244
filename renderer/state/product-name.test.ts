import { expect, it } from 'vitest';
import { jobName, sceneName, sceneNameByName } from './product-name.ts';

it('names a scene by its date, tile and level, and by what is known of them', () => {
  const scene = { sensingTime: '2024-05-06T23:59:31Z', tile: '33UVU', name: 'S2A_X.SAFE', level: 'L2A' as const };
  expect(sceneName(scene)).toBe('6 May 2024 T33UVU L2A');
  expect(sceneName({ ...scene, tile: null })).toBe('6 May 2024 S2A_X.SAFE L2A');
  expect(sceneName({ ...scene, sensingTime: null })).toBe('T33UVU L2A');
});

it('names a product that is not open by what ESA has put into its name', () => {
  const name = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';
  expect(sceneNameByName(name)).toBe('6 May 2024 T33UVU L2A');
  expect(sceneNameByName(`${name}.SAFE`)).toBe('6 May 2024 T33UVU L2A');
  expect(sceneNameByName('my fields of May')).toBe('my fields of May');
});

it('calls a job of a queue as its scene is called, and others by their title', () => {
  const title = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';
  expect(jobName({ title })).toBe('6 May 2024 T33UVU L2A');
  expect(jobName({ title: 'Queue into masks' })).toBe('Queue into masks');
});
