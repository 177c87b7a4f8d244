import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededNumbers } from '../chance.ts';
import { openImport, writeZip } from './archive.ts';
import type { ExchangeChip } from './format.ts';
import { EXCHANGE_FORMATS } from './formats.ts';
import { openPolygons, paintPolygon } from './polygons.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-exchange-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Blobs of all labels, with holes in holes, on an image that is not square. */
function chip(name: string, seed: number): ExchangeChip {
  const [width, height] = [61, 47];
  const next = seededNumbers(seed);
  const centres = Array.from(
    { length: 12 },
    () => [next() * width, next() * height, 2 + next() * 14, Math.floor(next() * 6)] as const,
  );
  const labels = new Uint8Array(width * height);
  for (const [x, y, radius, label] of centres)
    for (let i = 0; i < labels.length; i++) {
      const d = Math.hypot((i % width) - x, Math.floor(i / width) - y);
      if (d < radius && d > radius / 3) labels[i] = label;
    }
  for (let k = 0; k < 40; k++) labels[Math.floor(next() * labels.length)] = Math.floor(next() * 6);
  return { name, width, height, labels };
}

const chips = [
  chip('a_0_0', 1),
  chip('b.c-d_512_0', 2),
  { name: 'empty_0_512', width: 5, height: 4, labels: new Uint8Array(20) },
];

async function written(id: string): Promise<string> {
  const format = EXCHANGE_FORMATS.find((one) => one.id === id)!;
  const path = join(folder, `${id}-${count++}.zip`);
  await writeZip(path, format.write!(chips, 'A & B'));
  return path;
}

describe.each(EXCHANGE_FORMATS.filter(({ write, read }) => write && read))('$id', ({ id, read }) => {
  it('comes back bit for bit', async () => {
    const path = await written(id);
    const found = await read!(await openImport(path), path);
    const byName = new Map(found.map((one) => [one.name, one]));
    for (const { name, labels, width, height } of chips)
      expect(byName.get(name)).toEqual({ name, width, height, labels });
  });
});

describe('polygons', () => {
  it('have no holes, and paint the same pixels whatever the order of classes', () => {
    const { labels, width, height } = chips[0]!;
    const polygons = openPolygons(labels, width, height);
    for (const order of [1, -1]) {
      const painted = new Uint8Array(labels.length);
      for (const { code, points } of [...polygons].sort((a, b) => order * (a.code - b.code)))
        paintPolygon(painted, { width, height }, points, code);
      expect(painted).toEqual(labels);
    }
  });
});

describe('what is refused', () => {
  const read = async (id: string, path: string) =>
    EXCHANGE_FORMATS.find((one) => one.id === id)!.read!(await openImport(path), path);

  it('a zip whose paths lead out of it', async () => {
    const path = join(folder, 'evil.zip');
    await writeZip(path, [{ path: 'xx/annotations.xml', content: '<annotations/>' }]);
    const bytes = Buffer.from((await readFile(path)).toString('latin1').replaceAll('xx/', '../'), 'latin1');
    await writeFile(path, bytes);
    await expect(read('cvat', path)).rejects.toThrow('invalid relative path');
  });

  it('other labels, with the names that may be', async () => {
    const path = join(folder, 'other');
    await mkdir(path);
    const image =
      '<image id="0" name="a_0_0.png" width="4" height="4"><box label="TREE" xtl="0" ytl="0" xbr="2" ybr="2"/></image>';
    await writeFile(join(path, 'annotations.xml'), `<annotations>${image}</annotations>`);
    await expect(read('cvat', path)).rejects.toThrow('the label "TREE", which is none of ours');
  });

  it('runs that do not fit, and colours that nobody named', async () => {
    const path = join(folder, 'runs');
    await mkdir(path);
    const mask = '<mask label="CLOUD" rle="0, 99" left="0" top="0" width="2" height="2"/>';
    await writeFile(
      join(path, 'annotations.xml'),
      `<annotations><image id="0" name="a.png" width="4" height="4">${mask}</image></annotations>`,
    );
    await expect(read('cvat', path)).rejects.toThrow('do not fit its 4 pixels');
    const voc = join(folder, 'voc');
    await mkdir(voc);
    const zip = await written('segmentation-mask');
    for (const [name, get] of await openImport(zip)) {
      await mkdir(join(voc, name, '..'), { recursive: true });
      await writeFile(join(voc, name), await get());
    }
    await writeFile(join(voc, 'labelmap.txt'), 'CLOUD:1,2,3::\n');
    await expect(read('segmentation-mask', voc)).rejects.toThrow('which labelmap.txt does not name');
  });

  it('what is no zip, and what is not there', async () => {
    const path = join(folder, 'no.zip');
    await writeFile(path, 'hello');
    await expect(read('coco', path)).rejects.toThrow('is no whole zip');
    await expect(read('coco', join(folder, 'nowhere'))).rejects.toThrow('is not there');
    await cp(path, join(folder, 'x.json'));
    await expect(read('coco', join(folder, 'x.json'))).rejects.toThrow('holds no annotations');
  });
});

it('reads old CVAT polygons and boxes, higher z-order over lower', async () => {
  const path = join(folder, 'old');
  await mkdir(path);
  const shapes = [
    '<polygon label="cloud" points="0.0,0.0;4.0,0.0;4.0,2.0;0.0,2.0" z_order="2"/>',
    '<box label="CLOUD SHADOW" xtl="0" ytl="0" xbr="2" ybr="4" z_order="1"/>',
  ];
  await writeFile(
    join(path, 'annotations.xml'),
    `<?xml version="1.0"?><annotations><image id="0" name="x/y.png" width="4" height="4">${shapes.join('')}</image></annotations>`,
  );
  const [found] = await EXCHANGE_FORMATS[0]!.read!(await openImport(path), path);
  expect(found!.name).toBe('y');
  expect([...found!.labels]).toEqual([4, 4, 4, 4, 4, 4, 4, 4, 2, 2, 0, 0, 2, 2, 0, 0]);
});
