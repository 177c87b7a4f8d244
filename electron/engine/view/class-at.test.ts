import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/test-product.ts';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { MASK_CLASSES, SHADOW } from '../core/classes.ts';
import { computeMask } from '../mask/compute.ts';
import { defaultParameters } from '../mask/parameters.ts';
import { createMaskRunner } from '../mask/runner.ts';
import { openProbabilityStore } from '../model/store.ts';
import { planTiles } from '../model/tiling.ts';
import type { PersistenceTable } from '../produce/persistent-places.ts';
import { classAt } from './class-at.ts';

const folder = temporaryFolder('nephoscope-class-at-');

it('gives every pixel the class that the whole mask has there', async () => {
  const random = seeded(3);
  const runner = createMaskRunner();
  const places = {} as PersistenceTable;
  try {
    for (let round = 0; round < 6; round++) {
      const probabilities = randomProbabilities(90, 70, 20, random);
      const { width, height, pixelMetres, planes } = probabilities;
      const grid = { epsg: 32633, originX: 399_960, originY: 5_900_040, pixelMetres, width, height };
      const plan = planTiles(grid, { marginPixels: 0, tilePixels: 256, sizeMultiple: 16 });
      const store = await openProbabilityStore(folder.path, { key: `round ${round}`, grid, plan });
      await store.writeTile(store.missingTiles()[0]!, planes, 'cpu');
      const parameters = {
        ...randomParameters(random, pixelMetres),
        minAreaSquareMetres: (2 + round) * pixelMetres ** 2,
        bufferMetres: { shadow: 2 * pixelMetres, semi: 0, cloud: 3 * pixelMetres },
      };
      const { codes } = computeMask(probabilities, parameters);
      const mask = { pack: 'any', grid: 20 as const, parameters, corrections: [] };
      for (let i = 0; i < 40; i++) {
        const at = { column: Math.floor(random() * width), row: Math.floor(random() * height) };
        const found = await classAt({ masks: runner, places }, store, grid, { mask, at });
        const whole = MASK_CLASSES.find(({ code }) => code === codes[at.row * width + at.column])!.id;
        expect(found, `round ${round}, ${at.column} ${at.row}`).toEqual({ class: whole, computedClass: whole });
      }
    }
  } finally {
    await runner.close();
  }
});

it('gives a shadow that needs a cloud the class of the whole mask, of objects larger than a look, too', async () => {
  const random = seeded(5);
  const runner = createMaskRunner();
  const places = {} as PersistenceTable;
  const sun = { zenithDegrees: 50, azimuthDegrees: 155 };
  let [lone, kept] = [0, 0];
  try {
    for (let round = 0; round < 3; round++) {
      const [width, height, pixelMetres] = [420, 390, 60];
      const raster = randomProbabilities(width, height, pixelMetres, random, { blobs: 30 });
      // A shadow through all of it, of which no look around a pixel sees the end.
      if (round === 2)
        raster.planes.fill(0, width * 200, width * 201).fill(250, width * (height + 200), width * (height + 201));
      const grid = { epsg: 32633, originX: 399_960, originY: 5_900_040, pixelMetres, width, height };
      const plan = planTiles(grid, { marginPixels: 0, tilePixels: 512, sizeMultiple: 16 });
      const store = await openProbabilityStore(folder.path, { key: `lone ${round}`, grid, plan, sun });
      await store.writeTile(store.missingTiles()[0]!, raster.planes, 'cpu');
      const parameters = defaultParameters({ shadowsNeedCloud: true });
      const { codes } = computeMask({ ...raster, sun }, parameters);
      const all = computeMask(raster, parameters).codes;
      const mask = { pack: 'any', grid: 60 as const, parameters, corrections: [] };
      for (let i = 0; i < 40; i++) {
        const from = Math.floor(random() * all.length);
        const index = i % 4 === 0 ? from : Math.max(0, all.indexOf(SHADOW, from));
        const at = { column: index % width, row: Math.floor(index / width) };
        if (all[index] === SHADOW) codes[index] === SHADOW ? kept++ : lone++;
        const found = await classAt({ masks: runner, places }, store, grid, { mask, at });
        const whole = MASK_CLASSES.find(({ code }) => code === codes[index])!.id;
        expect(found, `round ${round}, ${at.column} ${at.row}`).toEqual({ class: whole, computedClass: whole });
      }
      const grown = { ...parameters, bufferMetres: { shadow: 60, semi: 0, cloud: 0 } };
      const shadow = all.indexOf(SHADOW);
      const at = { column: shadow % width, row: Math.floor(shadow / width) };
      expect(
        await classAt({ masks: runner, places }, store, grid, { mask: { ...mask, parameters: grown }, at }),
      ).toBeNull();
    }
    expect(Math.min(lone, kept)).toBeGreaterThan(5);
  } finally {
    await runner.close();
  }
});
