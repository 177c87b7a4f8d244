import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/test-product.ts';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { computeMask } from '../mask/compute.ts';
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
