import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestEngine } from '../../test/test-engine.ts';
import { startTestEngine } from '../../test/test-engine.ts';
import type { ProductDetail } from '../contract/products.ts';
import type { Provenance } from '../export/provenance.ts';
import type { Manifest } from '../model/manifest.ts';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';
const PACK = 'nephos-l2a';
const models = resolve(process.env.NEPHOSCOPE_MODELS ?? 'models');

describe('a pack’s own parameters', () => {
  let test: TestEngine;
  let manifest: Manifest;
  beforeAll(async () => {
    test = await startTestEngine();
    manifest = JSON.parse(await readFile(join(models, PACK, 'model.json'), 'utf8'));
  });
  afterAll(() => test.close());

  const ownOf = (product: ProductDetail) => product.packs.find(({ id }) => id === PACK)?.defaults.thresholds;

  /** The provenance of a mask of the product with the pack's own parameters. */
  async function provenanceOf(product: ProductDetail, name: string): Promise<Provenance> {
    const target = await test.grant(test.folder);
    const recipe = { grid: 60, formats: ['cog'], pack: PACK };
    const request = { kind: 'export', product: product.id, target, recipe };
    const { id } = await test.json<{ id: string }>('POST', '/api/jobs', request);
    const job = await test.ended(id);
    expect(job.error).toBeNull();
    const file = job.result!.files.find((one) => one.name.endsWith('.json'))!.name;
    const text = await readFile(join(test.folder, file), 'utf8');
    await Promise.all(job.result!.files.map((one) => rm(join(test.folder, one.name), { force: true })));
    expect(text).toContain(name);
    return JSON.parse(text);
  }

  it('are those for lacking bands where a product has none of them, in the window and in a mask', async () => {
    const whole = await test.openSample('L2A');
    expect(ownOf(whole)).toEqual(manifest.thresholds);
    expect((await provenanceOf(whole, whole.name)).pack).not.toHaveProperty('thresholdsWithout');

    const entry = manifest.thresholdsWithout.find(
      ({ thresholds }) => !isDeepStrictEqual(thresholds, manifest.thresholds),
    )!;
    const folder = join(test.folder, SAMPLE);
    await cp(join(resolve('build/samples'), SAMPLE), folder, { recursive: true });
    for (const path of await readdir(folder, { recursive: true }))
      if (entry.bands.some((band) => path.includes(`_${band}_`))) await rm(join(folder, path));
    const handle = await test.grant(folder);
    const lacking = await test.json<ProductDetail>('POST', '/api/products', { handle });
    expect(ownOf(lacking)).toEqual(entry.thresholds);
    expect(entry.thresholds).not.toEqual(manifest.thresholds);
    const { pack, parameters } = await provenanceOf(lacking, lacking.name);
    expect(parameters.thresholds).toEqual(entry.thresholds);
    expect(pack.thresholdsWithout).toEqual(entry.bands);
  });
});
