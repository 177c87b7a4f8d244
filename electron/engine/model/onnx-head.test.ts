import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHead, foldHead } from './onnx-head.ts';
import { loadPack, type ModelPack, readPackModel } from './packs.ts';
import { openSession } from './session.ts';
import type { TileRequest } from './session-messages.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-head-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIDE = 64;
const PART = { column: 5, row: 9, width: 30, height: 21 };

/** Bands that are not flat, and a sun by which the tile is mirrored. */
function request(pack: ModelPack, azimuthDegrees: number): TileRequest {
  const bands = pack.manifest.input.bands.map((_, k) =>
    Uint16Array.from({ length: SIDE * SIDE }, (_unused, i) => 800 + ((i * 37 * (k + 1)) % 3000)),
  );
  return {
    tile: { width: SIDE, height: SIDE, bands, sun: { zenithDegrees: 40, azimuthDegrees } },
    radiometry: bands.map(() => ({ offset: 0, quantification: 10_000 })),
    inputWidth: 256,
    inputHeight: 256,
    pixelMetres: 20,
    part: PART,
    exact: true,
  };
}

// Filters of 2 x 2 pixels, and of 4 x 4 that overlap.
describe.each(['nephos-l1c', 'nephos-l2a', 'nephos-l2a-int8'])('the last layer of %s', (id) => {
  it('folds a change that is the features times numbers, whichever way the tile is mirrored', async () => {
    const pack = await loadPack(resolve('models', id));
    const bytes = await readPackModel(pack);
    const head = findHead(bytes, pack.modelPath);
    expect(head).toMatchObject({ channels: 16, classes: 4, scale: 2 });
    const change = {
      weights: Array.from({ length: 64 }, (_, i) => Math.sin(i) / 10),
      shift: [0.3, -0.2, 0.1, 0],
    };
    const copy = join(folder, id);
    await cp(pack.folder, copy, { recursive: true });
    const model = foldHead(bytes, head, change);
    expect(model.filter((byte, i) => byte !== bytes[i]).length).toBeLessThanOrEqual(4 * (256 + 4));
    await writeFile(join(copy, 'model.onnx'), model);
    const manifest = JSON.parse(await readFile(join(copy, 'model.json'), 'utf8'));
    const sha256 = createHash('sha256').update(model).digest('hex');
    await writeFile(join(copy, 'model.json'), JSON.stringify({ ...manifest, sha256 }));
    const before = await openSession(pack, { provider: 'cpu', threads: 1, features: true });
    const after = await openSession(await loadPack(copy), { provider: 'cpu', threads: 1 });
    try {
      for (const azimuth of [150, 315]) {
        const { features, probabilities } = await before.run(request(pack, azimuth));
        const folded = await after.run(request(pack, azimuth));
        expect(folded.features).toBeUndefined();
        const { width, channels, values } = features!;
        const places = values.length / channels;
        const pixels = PART.width * PART.height;
        let largest = 0;
        for (let i = 0; i < pixels; i++) {
          const column = ((PART.column + (i % PART.width)) >> 1) - (PART.column >> 1);
          const row = ((PART.row + Math.floor(i / PART.width)) >> 1) - (PART.row >> 1);
          const powers = change.shift.map((shift, k) => {
            let added = shift;
            for (let c = 0; c < channels; c++)
              added += values[c * places + row * width + column]! * change.weights[4 * c + k]!;
            return probabilities![k * pixels + i]! * Math.exp(added);
          });
          const sum = powers.reduce((a, b) => a + b);
          powers.forEach((power, k) => {
            largest = Math.max(largest, Math.abs(power / sum - folded.probabilities![k * pixels + i]!));
          });
        }
        expect(largest).toBeLessThan(2e-5);
      }
    } finally {
      await Promise.all([before.close(), after.close()]);
    }
  });
});

it('refuses a network whose last layer is none that can be changed', () => {
  expect(() => findHead(new Uint8Array([0x3a, 0]), 'empty.onnx')).toThrow('it has no convolution');
});
