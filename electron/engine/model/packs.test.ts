import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelPackError } from '../core/errors.ts';
import { fixturePack } from './fixtures/synthetic.ts';
import {
  checkPackFits,
  choosePack,
  listPacks,
  loadPack,
  type ModelPack,
  packsInOrder,
  readPackModel,
} from './packs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-packs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;
/** A copy of the tiny pack whose manifest is changed by `change`. */
async function changedPack(change: (manifest: Record<string, unknown>) => void): Promise<string> {
  const copy = join(folder, `pack-${copies++}`);
  await cp(fixturePack('tiny-unet'), copy, { recursive: true });
  const manifest = JSON.parse(await readFile(join(copy, 'model.json'), 'utf8'));
  change(manifest);
  await writeFile(join(copy, 'model.json'), JSON.stringify(manifest));
  return copy;
}

async function refusal(path: string): Promise<ModelPackError> {
  const error = await loadPack(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModelPackError);
  expect((error as ModelPackError).file).toContain(path);
  return error as ModelPackError;
}

describe('loadPack', () => {
  it('loads a good pack', async () => {
    const pack = await loadPack(fixturePack('tiny-unet'));
    expect(pack.id).toBe('tiny-unet');
    expect(pack.key).toMatch(/^[0-9a-f]{64}$/);
    expect(pack.manifest.input.bands).toHaveLength(8);
    const other = await loadPack(await changedPack((manifest) => Object.assign(manifest, { version: '2.0.0' })));
    expect(other.key).not.toBe(pack.key);
  });

  it.each([
    ['an unknown band', { minimumBands: ['B13'] }, /minimumBands.0: must be a band/],
    ['a minimum band that is no input', { minimumBands: ['B05'] }, /minimumBands: "B05" is not one of input.bands/],
    ['a margin as large as the tile', { marginPixels: 48 }, /marginPixels: two margins of 48 leave nothing of .* 96/],
    ['a field that nobody knows', { gridMeters: 1 }, /gridMeters/],
    ['a threshold above 1', { thresholds: { shadow: 2, semi: 0, cloud: 0 } }, /thresholds.shadow/],
    [
      'thresholds for a band that is no input',
      { thresholdsWithout: [{ bands: ['B05'], thresholds: { shadow: 0.3, semi: 0.3, cloud: 0.3 } }] },
      /thresholdsWithout.0.bands: "B05" is not one of input.bands/,
    ],
    ['another hash', { sha256: '0'.repeat(64) }, /SHA-256 [0-9a-f]{64}, its manifest says 0000/],
  ])('refuses %s', async (_, change, reason) => {
    const error = await refusal(await changedPack((manifest) => Object.assign(manifest, change)));
    expect(error.message).toMatch(reason);
  });

  it('refuses a network that does not fit its manifest', async () => {
    const input = await changedPack((manifest) => Object.assign(manifest.input as object, { name: 'x' }));
    expect((await refusal(input)).message).toMatch(/more inputs than "x": input/);
    const output = await changedPack((manifest) => Object.assign(manifest.output as object, { name: 'y' }));
    expect((await refusal(output)).message).toMatch(/no output "y" but "probabilities"/);
    const channels = await changedPack((manifest) => Object.assign(manifest.input as object, { auxiliary: [] }));
    expect((await refusal(channels)).message).toMatch(/11 channels .* manifest says 8/);
  });

  it('refuses weights outside of the model', async () => {
    expect((await refusal(fixturePack('external-data'))).message).toMatch(
      /weights outside of itself, in "weights.bin"/,
    );
  });

  it('refuses files that are no packs', async () => {
    expect((await refusal(join(folder, 'nothing'))).message).toMatch(/model.json is not there/);
    const broken = await changedPack(() => undefined);
    await writeFile(join(broken, 'model.json'), '{"formatVersion":');
    expect((await refusal(broken)).message).toMatch(/is not JSON/);
  });

  it.each([
    ['text', Buffer.from('<html>404</html>')],
    ['nothing', Buffer.alloc(0)],
    ['a field longer than the file', Buffer.from([0x3a, 0xff, 0xff, 0x03, 1])],
  ])('refuses %s in the place of a model', async (_, bytes) => {
    const copy = await changedPack((manifest) => delete manifest.sha256);
    await writeFile(join(copy, 'model.onnx'), bytes);
    expect((await refusal(copy)).message).toMatch(/is not a readable ONNX model|does not fit/);
  });

  it('notices that the model changed later', async () => {
    const copy = await changedPack((manifest) => delete manifest.sha256);
    const pack = await loadPack(copy);
    const model = await readFile(join(copy, 'model.onnx'));
    model[model.length - 1]! ^= 1;
    await writeFile(join(copy, 'model.onnx'), model);
    const told = { message: expect.stringContaining('tiny-unet was removed or replaced since it was loaded') };
    await expect(readPackModel(pack)).rejects.toMatchObject(told);
    await rm(join(copy, 'model.onnx'));
    await expect(readPackModel(pack)).rejects.toThrow(ModelPackError);
    await expect(readPackModel(pack)).rejects.toMatchObject({
      ...told,
      remedy: expect.stringContaining('choose another network'),
    });
  });
});

describe('listPacks and choosePack', () => {
  it('finds packs by level and tells which were refused', async () => {
    const { packs, refused } = await listPacks([
      fixturePack('tiny-unet').replace(/tiny-unet$/, ''),
      join(folder, 'no'),
    ]);
    expect(packs.map((pack) => pack.id)).toEqual(['tiny-pixel', 'tiny-unet']);
    expect(refused).toHaveLength(1);
    expect(choosePack(packs, { level: 'L1C' }).id).toBe('tiny-pixel');
    expect(choosePack(packs, { level: 'L2A' }).id).toBe('tiny-unet');
    expect(() => choosePack(packs.slice(0, 1), { level: 'L2A' })).toThrow(
      /L2A products; packs found: tiny-pixel \(L1C\)/,
    );
  });

  it('prefers 8-bit integers on a CPU, floating point elsewhere', () => {
    const packs = ['a', 'a-int8', 'b-int8', 'c'].map((id) => ({ id }) as ModelPack);
    expect(packsInOrder(packs, true).map(({ id }) => id)).toEqual(['a-int8', 'a', 'b-int8', 'c']);
    expect(packsInOrder(packs, false).map(({ id }) => id)).toEqual(['a', 'a-int8', 'b-int8', 'c']);
    expect(packsInOrder(packs.toReversed(), true).map(({ id }) => id)).toEqual(['c', 'b-int8', 'a-int8', 'a']);
  });

  it('tells why a pack does not fit a product', async () => {
    const pack = await loadPack(fixturePack('tiny-unet'));
    const product = { id: 'P', level: 'L2A' as const, bands: { B02: [], B03: [], B04: [], B08: [] } };
    checkPackFits(pack, product, 20);
    expect(() => checkPackFits(pack, { ...product, level: 'L1C' }, 20)).toThrow(/made for L2A; P is L1C/);
    expect(() => checkPackFits(pack, product, 120)).toThrow(/10 to 60 m, not 120 m/);
    expect(() => checkPackFits(pack, { ...product, bands: { B02: [], B03: [] } }, 20)).toThrow(/B04, B8A\|B08/);
  });
});
