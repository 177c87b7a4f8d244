import { LngLatBounds, type Map as MapLibreMap } from 'maplibre-gl';
import { expect, it, vi } from 'vitest';
import type { ApiCorrection, ProductDetail } from '../../api/types.ts';
import { joinMaps } from '../../map/registry.ts';
import { chooseCorrection, useAmending } from '../../state/amending.ts';
import { newScene } from '../../state/scene.ts';
import { activate, commitCorrections, putScene } from '../../state/scenes.ts';
import { correctCommands } from './correct.ts';

const stroke = (lon: number, width = 0.2): ApiCorrection => ({
  class: 'cloud',
  shape: {
    kind: 'stroke',
    points: [
      [lon, 52],
      [lon + width, 52],
    ],
    radiusMetres: 100,
  },
});
const run = (id: string) => correctCommands.find((one) => one.id === id)!.run();

it('brings the next correction into view, and leaves the map where it is to be seen', () => {
  const [easeTo, fitBounds] = [vi.fn(), vi.fn()];
  const map = { on: () => map, off: () => map, getBounds: () => new LngLatBounds([9, 51, 11, 53]), easeTo, fitBounds };
  const leave = joinMaps(map as unknown as MapLibreMap);
  putScene('p1', newScene({ preview: { pack: 'a', grid: 60 }, bands: {}, packs: [] } as unknown as ProductDetail, []));
  activate('p1');
  commitCorrections([stroke(10), stroke(-9), stroke(-9, 3)]);
  chooseCorrection(null);
  run('next-correction');
  expect(easeTo).not.toHaveBeenCalled();
  run('next-correction');
  expect(useAmending.getState().chosen).toBe(1);
  expect(easeTo).toHaveBeenCalledWith({ center: [-8.9, 52], duration: 120 });
  expect(fitBounds).not.toHaveBeenCalled();
  run('next-correction');
  expect(fitBounds.mock.calls[0]![0]).toEqual([-9, 52, -6, 52]);
  leave();
});
