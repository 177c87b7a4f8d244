import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createModule from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestBand } from '../../test/band-jp2.ts';
import { haveSharedData, T29UNU } from '../../test/test-data.ts';
import { parseMainHeader, reducedBounds } from './codestream.ts';
import { decodeByKernel } from './kernel-decode.ts';
import type { DecodeTask } from './tile-decoder.ts';
import { startKernel } from './tile-kernel.ts';

const kernel = startKernel();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-kernel-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The codestream of a JP2 file: the content of its last box. */
function codestreamOf(path: string): Uint8Array<ArrayBuffer> {
  const bytes = readFileSync(path);
  return new Uint8Array(bytes.subarray(bytes.indexOf(Buffer.of(0xff, 0x4f, 0xff, 0x51))));
}

function taskFor(codestream: Uint8Array<ArrayBuffer>, reduce: number, planes = 0) {
  const { x0, y0, x1, y1 } = reducedBounds(parseMainHeader(codestream, 'test')!.image, reduce);
  const [width, height] = [x1 - x0, y1 - y0];
  const crop = { column: 0, row: 0, width, height };
  return { codestream, reduce, width, height, bytesPerPixel: 2, planes, crop } as unknown as DecodeTask;
}

async function byOpenJpeg({ codestream, reduce }: DecodeTask): Promise<Uint16Array> {
  const module = await createModule({ print: () => undefined, printErr: () => undefined });
  const decoder = new module.J2KDecoder();
  decoder.getEncodedBuffer(codestream.length).set(codestream);
  decoder.decodeSubResolution(reduce, 0);
  const bytes = Uint8Array.from(decoder.getDecodedBuffer());
  decoder.delete();
  return new Uint16Array(bytes.buffer);
}

/** Hills, noise, clouds, and a hole without data. */
function scene(width: number, height: number): Uint16Array {
  let seed = 7;
  return Uint16Array.from({ length: width * height }, (_, i) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x + y < 90) return 0;
    const cloud = Math.sin(x / 37) * Math.cos(y / 23) > 0.6 ? 9000 : 0;
    return 1100 + Math.round(500 * Math.sin(x / 11)) + cloud + (seed >>> 23);
  });
}

async function expectSame(path: string): Promise<void> {
  for (const reduce of [0, 1, 2, 4]) {
    const task = taskFor(codestreamOf(path), reduce);
    const expected = await byOpenJpeg(task);
    const found = decodeByKernel(kernel, task);
    expect(found).not.toBeNull();
    expect(Buffer.compare(Buffer.from(found!.buffer), Buffer.from(expected.buffer))).toBe(0);
  }
}

describe('the kernel', () => {
  it.each([
    [10, 1100, 70],
    [20, 701, 660],
    [60, 400, 211],
  ] as const)('gives what OpenJPEG gives of bands of %i m, at every resolution', async (coding, width, height) => {
    const path = join(folder, `${coding}.jp2`);
    await writeTestBand(path, { width, height, pixelMetres: coding, dn: scene(width, height) }, coding);
    await expectSame(path);
  });

  it('decodes of a tile what areas need, and passes over the rest', async () => {
    const path = join(folder, 'areas.jp2');
    const [width, height] = [400, 211];
    await writeTestBand(path, { width, height, pixelMetres: 60, dn: scene(width, height) }, 60);
    const task = taskFor(codestreamOf(path), 0);
    const whole = new Uint16Array(decodeByKernel(kernel, task)!.buffer);
    const areas = [
      { column: 64, row: 16, width: 16, height: 32 },
      { column: 352, row: 160, width: 48, height: 51 },
    ];
    const part = new Uint16Array(decodeByKernel(kernel, { ...task, areas })!.buffer);
    for (const { column, row, width: across, height: down } of areas)
      for (let y = row; y < row + down; y++) {
        const line = [y * width + column, y * width + column + across] as const;
        expect(part.subarray(...line)).toEqual(whole.subarray(...line));
      }
    const others = whole.filter((dn, i) => dn !== part[i]).length;
    expect(others).toBeGreaterThan(0.5 * whole.length);
  });

  it.skipIf(!haveSharedData())('gives what OpenJPEG gives of bands of ESA', async () => {
    const granule = join(T29UNU, 'GRANULE', 'L2A_T29UNU_A038058_20221005T115407', 'IMG_DATA', 'R60m');
    for (const name of readdirSync(granule).filter((file) => /_(B02|B09|B12)_/.test(file)))
      await expectSame(join(granule, name));
  });
});
