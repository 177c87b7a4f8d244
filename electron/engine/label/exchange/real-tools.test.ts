import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededNumbers } from '../chance.ts';
import { openImport } from './archive.ts';
import { readCoco, writeCoco } from './coco.ts';
import { writeCvatImages } from './cvat-images.ts';
import { readDatumaro } from './datumaro.ts';
import type { ExchangeFile } from './format.ts';
import { writeSegmentationMask } from './segmentation-mask.ts';

/**
 * A Python with `label-tools.txt` installed, without what its packages would bring along (150 MB, a quarter of it all):
 * `python3 -m venv /tmp/tools && /tmp/tools/bin/pip install --no-deps -r label-tools.txt`. Named by the variable, for
 * example NEPHOSCOPE_LABEL_TOOLS=/tmp/tools/bin/python; without it this is passed over.
 */
const python = process.env.NEPHOSCOPE_LABEL_TOOLS ?? '';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-tools-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.skipIf(python === '')('datumaro and cvat-sdk read every pixel as it was written', async () => {
  const next = seededNumbers(4);
  const [width, height] = [53, 41];
  const chips = ['a_0_0', 'b_512_0'].map((name) => {
    const labels = Uint8Array.from({ length: width * height }, (_, i) => (i < 6 ? i : Math.floor(next() * 6)));
    return { name, width, height, labels };
  });
  const data = new Uint8Array(3 * width * height);
  const write = async (to: string, files: readonly ExchangeFile[], pictures: string): Promise<void> => {
    const all = chips.map(({ name }) => ({
      path: `${pictures}/${name}.png`,
      content: encode({ width, height, data, channels: 3 }),
    }));
    for (const { path, content } of [...files, ...all]) {
      await mkdir(dirname(join(folder, to, path)), { recursive: true });
      await writeFile(join(folder, to, path), content);
    }
  };
  await write('coco', writeCoco(chips), 'images');
  await write('voc', writeSegmentationMask(chips), 'JPEGImages');
  await write('cvat', writeCvatImages(chips, 'task', 'masks'), 'images');
  const script = resolve('electron/engine/label/exchange/real_tools.py');
  const { status, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  for (const tool of ['datumaro-coco', 'datumaro-voc', 'datumaro-cvat', 'cvat-sdk'])
    for (const { name, labels } of chips)
      expect(new Uint8Array(await readFile(join(folder, tool, `${name}.raw`))), `${tool} ${name}`).toEqual(labels);
  // And back: what datumaro writes of them is read here as it was.
  for (const [from, read] of [
    ['back-datumaro', readDatumaro],
    ['back-coco', readCoco],
  ] as const) {
    const found = await read(await openImport(join(folder, from)), from);
    for (const { name, labels } of chips)
      expect(found.find((one) => one.name === name)?.labels, `${from} ${name}`).toEqual(labels);
  }
});
