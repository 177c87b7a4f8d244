import { afterAll, describe, expect, it } from 'vitest';
import { randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR } from '../core/classes.ts';
import { CancelledError, ParameterError } from '../core/errors.ts';
import { computeMask } from './compute.ts';
import { defaultParameters } from './parameters.ts';
import { createMaskRunner, shareProbabilities } from './runner.ts';

describe('createMaskRunner', () => {
  const runner = createMaskRunner();
  afterAll(() => runner.close());
  const probabilities = randomProbabilities(150, 130, 20, seeded(9), { blobs: 20 });
  const parameters = defaultParameters({ bufferMetres: { cloud: 100 }, minAreaSquareMetres: 4000 });

  it('computes the same codes in a worker, from shared and from plain memory', async () => {
    const wanted = computeMask(probabilities, parameters);
    expect(await runner.compute(probabilities, parameters)).toEqual(wanted);
    expect(await runner.compute(shareProbabilities(probabilities), parameters)).toEqual(wanted);
  });

  it('computes scenes, after which it lets go of their threads, one after the other and beside each other', async () => {
    const size = 3000;
    const planes = new Uint8Array(new SharedArrayBuffer(4 * size * size)).fill(200, 0, size * size);
    const scene = { width: size, height: size, pixelMetres: 20, planes };
    const byThresholds = defaultParameters();
    for (let pass = 0; pass < 2; pass++) {
      const both = await Promise.all([runner.compute(scene, byThresholds), runner.compute(probabilities, parameters)]);
      expect(both[0].codes.every((code) => code === CLEAR)).toBe(true);
      expect(both[1]).toEqual(computeMask(probabilities, parameters));
    }
  });

  it('drops shadows without a cloud from codes, which it takes', async () => {
    const sun = { zenithDegrees: 40, azimuthDegrees: 150 };
    const mask = computeMask(probabilities, defaultParameters());
    const found = await runner.withoutLoneShadows(mask, { pixelMetres: 20, sun });
    expect(found).toEqual(computeMask({ ...probabilities, sun }, defaultParameters({ shadowsNeedCloud: true })));
    expect(mask.codes).toHaveLength(0);
  });

  it('keeps a session in a thread of its own', async () => {
    const session = await runner.openSession(shareProbabilities(probabilities));
    const whole = computeMask(probabilities, parameters);
    expect(await session.update(parameters)).toEqual(whole);
    await session.close();
  });

  it('opens a session in the thread that was prepared for it, and the next one in another', async () => {
    runner.prepareSession();
    const [one, other] = [await runner.openSession(probabilities), await runner.openSession(probabilities)];
    const grown = defaultParameters({ bufferMetres: { cloud: 200 } });
    const both = await Promise.all([one.update(parameters), other.update(grown)]);
    expect(both).toEqual([computeMask(probabilities, parameters), computeMask(probabilities, grown)]);
    await Promise.all([one.close(), other.close()]);
  });

  it('passes on errors for the user with their class', async () => {
    const wrong = { ...parameters, minAreaSquareMetres: -1 };
    await expect(runner.compute(probabilities, wrong)).rejects.toThrow(ParameterError);
  });

  it('is cancelled before, and while it runs, without a broken worker afterwards', async () => {
    await expect(runner.compute(probabilities, parameters, { signal: AbortSignal.abort() })).rejects.toThrow(
      CancelledError,
    );
    const size = 2000;
    const planes = new Uint8Array(new SharedArrayBuffer(4 * size * size));
    for (let i = 0; i < planes.length; i += 7) planes[i] = 255;
    const large = { width: size, height: size, pixelMetres: 20, planes };
    const controller = new AbortController();
    const running = runner.compute(large, parameters, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(running).rejects.toThrow(CancelledError);
    expect((await runner.compute(probabilities, parameters)).codes).toHaveLength(150 * 130);
  });
});
