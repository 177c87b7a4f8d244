import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type {
  ChipStateAnswer,
  Job,
  LabelChip,
  LabelProgress,
  LabelProject,
  PackSummary,
  ProductDetail,
  RankedChips,
} from '../contract/index.ts';

let test: TestEngine;
let product: ProductDetail;
let pack: string;
let handle: string;
const labels = (path = ''): string => `/api/labels/${handle}${path}`;

/** A project whose chips cover a product, and the product's probabilities at 20 m. */
beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  pack = product.packs[0]!.id;
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, pack, grid: 20 });
  expect((await test.ended(job.id)).state).toBe('done');
  const folder = join(test.folder, 'project');
  await mkdir(folder);
  handle = await test.grant(folder);
  await test.json('POST', '/api/labels', { handle, create: { name: 'Test', chipPixels: 256, seed: 7 } });
  await test.json('POST', labels('/chips'), { product: product.id, where: { kind: 'cover' } });
});
afterAll(() => test.close());

/** The second labels what the first has chosen. */
describe('what to label next', () => {
  it('ranks what to label next by stored probabilities, the same for the same seed', async () => {
    const wish = { pack, grid: 20, count: 5, mostPerProduct: 4 };
    const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
    for (const { id } of chips.slice(2))
      expect((await test.request('DELETE', labels(`/chips/${id}`))).status).toBe(204);
    const first = await test.json<RankedChips>('POST', labels('/rank'), wish);
    expect(first.candidates).toBeGreaterThan(20);
    expect(first.candidates).toBeLessThanOrEqual(chips.length - 2);
    expect(first.chips.map(({ reason }) => reason.kind).sort()).toEqual(['chance', ...new Array(4).fill('uncertain')]);
    expect(await test.json('POST', labels('/rank'), wish)).toEqual(first);
    const withReference = await test.json<RankedChips>('POST', labels('/rank'), { ...wish, reference: 'scl' });
    expect(withReference.chips.some(({ reason }) => reason.kind === 'disagrees')).toBe(true);
    const added = await test.json<RankedChips>('POST', labels('/rank'), { ...wish, add: true });
    expect(added.chips.every(({ chip }) => chip !== null)).toBe(true);
    const project = await test.json<LabelProject>('GET', labels());
    expect(project.batches).toMatchObject([
      { number: 1, seed: first.seed, chips: added.chips.map(({ chip }) => chip) },
    ]);
    const none = await test.json<RankedChips>('POST', labels('/rank'), { ...wish, grid: 60 });
    expect(none.chips).toEqual([]);
    expect(none.notes[0]).toContain('no whole mask');
  });

  it('accepts a chip, names the next by rank, and tells how much was corrected', async () => {
    const packs = await test.json<PackSummary[]>('GET', '/api/packs');
    const parameters = packs.find(({ id }) => id === pack)!.defaults;
    const chips = await test.json<LabelChip[]>('GET', labels('/chips'));
    const byChance = chips.find(({ reason }) => reason.kind === 'chance')!;
    const taken = await test.json<LabelChip>('POST', labels(`/chips/${byChance.id}/take`), {
      revision: byChance.revision,
      from: 'network',
      mask: { pack, grid: 20, parameters, corrections: [] },
    });
    const { chip, next } = await test.json<ChipStateAnswer>('POST', labels(`/chips/${byChance.id}/state`), {
      revision: taken.revision,
      state: 'accepted',
    });
    expect(chip.state).toBe('accepted');
    expect(next).toMatchObject({ reason: { kind: 'uncertain', rank: 1 } });
    expect(await test.json<LabelProgress>('GET', labels('/progress'))).toEqual({
      batches: [{ number: 1, chips: 5, accepted: 1, correctedShare: 0 }],
      accuracy: { share: 1, standardError: null, chips: 1 },
    });
  });
});
