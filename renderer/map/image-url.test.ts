import { expect, test } from 'vitest';
import { imageTiles } from './image-url.ts';

test('the address carries the version, bands, limits and gamma in the order of the bands', () => {
  const url = imageTiles('p1', 'abc', {
    bands: ['B04', 'B03', 'B02'],
    min: [0, 0.01, 0.02],
    max: [0.3, 0.4, 0.123456789],
    gamma: 1.2,
  });
  expect(url).toBe(
    'scene://p1/image/{z}/{x}/{y}?bands=B04,B03,B02&min=0,0.01,0.02&max=0.3,0.4,0.12346&gamma=1.2&v=abc',
  );
});

test('a grey band is one of each', () => {
  expect(imageTiles('p 2', 'd', { bands: ['B10'], min: [0], max: [0.05], gamma: 1 })).toBe(
    'scene://p%202/image/{z}/{x}/{y}?bands=B10&min=0&max=0.05&gamma=1&v=d',
  );
});
