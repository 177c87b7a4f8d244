import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixturePack } from './fixtures/synthetic.ts';
import { cropInputs, cropWindow, type OnnxCrop, withCrop } from './onnx-crop.ts';
import { loadRuntime } from './onnx-runtime.ts';
import { loadPack } from './packs.ts';
import { openSession } from './session.ts';
import type { TileRequest } from './session-messages.ts';

const SIDE = 320;
const read = (id: string) => readFile(resolve('models', id, 'model.onnx'));

describe.each(['nephos-l1c', 'nephos-l2a', 'nephos-l1c-int8', 'nephos-l2a-int8'])('the finest layers of %s', (id) => {
  it('give the same where they are given less, to the bit', async () => {
    const bytes = await read(id);
    const { model, crop } = withCrop(bytes)!;
    expect(crop).toEqual({ step: 4, reach: 12, strides: [4, 2] });
    const runtime = loadRuntime();
    const [whole, cut] = await Promise.all([bytes, model].map((file) => runtime.InferenceSession.create(file)));
    const { inputMetadata, inputNames, outputNames } = whole!;
    const [metadata] = inputMetadata;
    const channels = metadata?.isTensor ? Number(metadata.shape[1]) : 0;
    const values = Float32Array.from({ length: channels * SIDE * SIDE }, (_, i) => Math.sin(i / 7) + (i % 13) / 9);
    const input = { [inputNames[0]!]: new runtime.Tensor('float32', values, [1, channels, SIDE, SIDE]) };
    const all = (await whole!.run(input))[outputNames[0]!]!.data as Float32Array;
    for (const part of [
      { column: 128, row: 96, width: 64, height: 80 },
      { column: 0, row: 131, width: 77, height: 189 },
      { column: 0, row: 0, width: SIDE, height: SIDE },
    ]) {
      const given = cropWindow(crop, part, { width: SIDE, height: SIDE });
      const further = [...cropInputs(crop, given)].map(
        ([name, places]) => [name, new runtime.Tensor('int64', places, [2])] as const,
      );
      const found = await cut!.run({ ...input, ...Object.fromEntries(further) });
      const { data, dims } = found[outputNames[0]!]!;
      expect(dims).toEqual([1, 4, given.height, given.width]);
      let others = 0;
      for (let plane = 0; plane < 4; plane++)
        for (let row = part.row; row < part.row + part.height; row++) {
          const from = (plane * SIDE + row) * SIDE + part.column;
          const at = (plane * given.height + row - given.row) * given.width + part.column - given.column;
          for (let i = 0; i < part.width; i++) if (all[from + i] !== (data as Float32Array)[at + i]) others++;
        }
      expect(others).toBe(0);
    }
  });

  it('give a part of a tile what they give of the whole, whichever way it is mirrored', async () => {
    const session = await openSession(await loadPack(resolve('models', id)), { provider: 'cpu', threads: 1 });
    const { bands } = session.pack.manifest.input;
    const dn = bands.map((_, k) =>
      Uint16Array.from({ length: SIDE * SIDE }, (_unused, i) => 900 + ((i * 31 * (k + 1)) % 3000)),
    );
    const part = { column: 40, row: 68, width: 50, height: 90 };
    const ask = async (azimuthDegrees: number, asked: TileRequest['part']) => {
      const tile = {
        width: SIDE,
        height: SIDE,
        bands: dn.map((band) => band.slice()),
        sun: { zenithDegrees: 40, azimuthDegrees },
      };
      const radiometry = bands.map(() => ({ offset: 0, quantification: 10_000 }));
      const size = { inputWidth: SIDE, inputHeight: SIDE, pixelMetres: 20 };
      return (await session.run({ tile, radiometry, ...size, part: asked })).planes;
    };
    try {
      for (const azimuth of [45, 135, 225, 315]) {
        const whole = await ask(azimuth, { column: 0, row: 0, width: SIDE, height: SIDE });
        const found = await ask(azimuth, part);
        const wanted = found.map((_, i) => {
          const [plane, at] = [Math.floor(i / (50 * 90)), i % (50 * 90)];
          return whole[(plane * SIDE + 68 + Math.floor(at / 50)) * SIDE + 40 + (at % 50)]!;
        });
        expect(Buffer.compare(found, wanted)).toBe(0);
      }
    } finally {
      await session.close();
    }
  });
});

it('leaves a network alone of whose layers it is not known how far they see', async () => {
  expect(withCrop(await readFile(resolve(fixturePack('tiny-unet'), 'model.onnx')))).toBeNull();
  expect(withCrop(new Uint8Array(0))).toBeNull();
});

it('begins and ends at whole places, within the input', () => {
  const crop: OnnxCrop = { step: 4, reach: 12, strides: [4, 2] };
  const size = { width: 96, height: 64 };
  const window = cropWindow(crop, { column: 30, row: 5, width: 11, height: 40 }, size);
  expect(window).toEqual({ column: 16, row: 0, width: 40, height: 60 });
  expect(cropInputs(crop, window)).toEqual(
    new Map([
      ['crop.4.starts', BigInt64Array.of(0n, 4n)],
      ['crop.4.ends', BigInt64Array.of(15n, 14n)],
      ['crop.2.starts', BigInt64Array.of(0n, 8n)],
      ['crop.2.ends', BigInt64Array.of(30n, 28n)],
    ]),
  );
});
