import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import proj4 from 'proj4';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Job, MaskRequest, PackSummary, ProductDetail, SceneHelperAnswer } from '../contract/index.ts';
import { utmDefinition } from '../core/utm.ts';
import { readByteTiff } from '../label/rasters.ts';

let test: TestEngine;
let product: ProductDetail;
let truth: Uint8Array;

beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  truth = await readByteTiff(join('build/samples', `${product.name}_truth_20m.tif`), product.grids[20]!);
});
afterAll(() => test.close());

async function run(body: unknown): Promise<Job> {
  const job = await test.ended((await test.json<Job>('POST', '/api/jobs', body)).id);
  expect(job.error).toBeNull();
  return job;
}

/** The mask that an export writes. */
async function exported(
  mask: MaskRequest,
  name: string,
): Promise<{ codes: Uint8Array; provenance: Record<string, unknown> }> {
  const folder = join(test.folder, name);
  await mkdir(folder);
  const { pack, grid, parameters, helper } = mask;
  const recipe = { pack, grid, parameters, formats: ['cog'] };
  const job = await run({ kind: 'export', product: product.id, recipe, helper, target: await test.grant(folder) });
  const path = (ending: string) => join(folder, job.result!.files.find((file) => file.name.endsWith(ending))!.name);
  return {
    codes: await readByteTiff(path('.tif'), product.grids[20]!),
    provenance: JSON.parse(await readFile(path('.json'), 'utf8')),
  };
}

/** F1 of a class on the pixels that nobody drew on. */
function f1(codes: Uint8Array, wanted: number, drawn: ReadonlySet<number>): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < codes.length; i++) {
    if (drawn.has(i) || codes[i] === 5 || truth[i] === 5) continue;
    const [a, b] = [codes[i] === wanted, truth[i] === wanted];
    if (a && b) both++;
    either += Number(a) + Number(b);
  }
  return (2 * both) / either;
}

it('follows strokes on a scene, keeps its numbers in the provenance, and goes back without them', async () => {
  const pack = product.packs[0]!.id;
  const parameters = (await test.json<PackSummary[]>('GET', '/api/packs')).find(({ id }) => id === pack)!.defaults;
  const mask: MaskRequest = { pack, grid: 20, parameters, corrections: [] };
  const grid = product.grids[20]!;
  const project = proj4(utmDefinition(grid.epsg!));
  const strokes: unknown[] = [];
  const drawn = new Set<number>();
  const ask = { pack, grid: 20, strokes: [stroke(0, 'clear')] };
  expect((await test.request('POST', `/api/products/${product.id}/helper`, ask)).status).toBe(404);
  await run({ kind: 'mask', product: product.id, pack, grid: 20 });
  const before = await exported(mask, 'before');
  expect(before.provenance.helper).toBeUndefined();

  /** A stroke of one pixel. */
  function stroke(index: number, kind: string) {
    const x = grid.originX + ((index % grid.width) + 0.5) * grid.pixelMetres;
    const y = grid.originY - (Math.floor(index / grid.width) + 0.5) * grid.pixelMetres;
    return { class: kind, shape: { kind: 'stroke', points: [project.inverse([x, y])], radiusMetres: 8 } };
  }
  // As a person does it: where the mask is wrong, and some places where it is right.
  const KINDS = ['', 'clear', 'shadow', 'semi', 'cloud'];
  for (const isWrong of [true, false])
    for (const code of [1, 2, 3, 4]) {
      const found = [...truth.keys()].filter((i) => truth[i] === code && (before.codes[i] !== code) === isWrong);
      for (let k = 0; k < 25; k++) {
        const index = found[Math.floor(((k + 0.5) / 25) * found.length)]!;
        drawn.add(index);
        strokes.push(stroke(index, KINDS[code]!));
      }
    }
  await run({ kind: 'features', product: product.id, pack, grid: 20 });
  const answer = await test.json<SceneHelperAnswer>('POST', `/api/products/${product.id}/helper`, {
    pack,
    grid: 20,
    strokes,
  });
  expect(answer.pixels).toEqual([50, 50, 50, 50]);
  expect(answer.helper).toMatchObject({ strokes: 200, pixels: 200 });
  expect(answer.helper.weights).toHaveLength(64);
  const after = await exported({ ...mask, helper: answer.helper }, 'after');
  expect(after.provenance.helper).toEqual(answer.helper);
  const scores = [2, 3, 4].map((code) => [f1(before.codes, code, drawn), f1(after.codes, code, drawn)]);
  const right = (codes: Uint8Array) => [...drawn].filter((i) => codes[i] === truth[i]).length;
  expect(right(after.codes)).toBeGreaterThan(right(before.codes) + 30);
  // A simulated scene is what the network knows best: elsewhere nothing is to be won, and little may be lost.
  for (const [old, now] of scores) expect(now).toBeGreaterThan(old! - 0.06);

  const seen = async (request: MaskRequest) => {
    const layer = { kind: 'mask', mask: request };
    const corners = product.corners!.map(([lon, lat]) => proj4('EPSG:4326', 'EPSG:3857', [lon, lat]));
    const [xs, ys] = [corners.map(([x]) => x!), corners.map(([, y]) => y!)];
    const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const view = { layer, bounds, width: 300, height: 240, draft: false };
    return new Uint8Array(await (await test.request('POST', `/api/products/${product.id}/view`, view)).arrayBuffer());
  };
  const [plain, helped, again] = [await seen(mask), await seen({ ...mask, helper: answer.helper }), await seen(mask)];
  expect(again).toEqual(plain);
  expect(helped.filter((code, i) => code !== plain[i]).length).toBeGreaterThan(100);
});
