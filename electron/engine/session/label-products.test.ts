import { cp, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import { tinySeason } from '../../test/tiny-products.ts';
import type { AddedChips, LabelChip, ProductDetail } from '../contract/index.ts';

let test: TestEngine;
let season: string;
let handle: string;
let names: readonly string[];
let chips: readonly LabelChip[];

const moved = (): string => join(test.folder, 'archive');
const at = (path: string): string => `/api/labels/${handle}${path}`;

/** Two dates of a season are labelled, closed, and moved; a third one is none of the project's. */
beforeAll(async () => {
  test = await startTestEngine();
  season = join(test.folder, 'season');
  await cp(await tinySeason(3), season, { recursive: true });
  names = (await readdir(season)).filter((name) => name.endsWith('.SAFE')).sort();
  await mkdir(join(test.folder, 'project'));
  handle = await test.grant(join(test.folder, 'project'));
  await test.json('POST', '/api/labels', { handle, create: { name: 'Moved', chipPixels: 64, grid: 20 } });
  const where = { kind: 'windows', windows: [{ column: 0, row: 0 }] };
  const added: LabelChip[] = [];
  for (const name of names.slice(0, 2)) {
    const grant = await test.grant(join(season, name));
    const { id } = await test.json<ProductDetail>('POST', '/api/products', { handle: grant });
    added.push(...(await test.json<AddedChips>('POST', at('/chips'), { product: id, where })).chips);
    await test.request('DELETE', `/api/products/${id}`);
  }
  chips = added;
  await rename(season, moved());
});
afterAll(() => test.close());

const locate = async (chip: LabelChip, path: string): Promise<Response> =>
  test.request('POST', at(`/chips/${chip.id}/locate`), { handle: await test.grant(path) });
const places = async (): Promise<string[]> =>
  JSON.parse(await readFile(join(test.folder, 'project/project.json'), 'utf8')).products.map(
    ({ absolutePath }: { absolutePath: string }) => absolutePath,
  );

it('says that a product is not where it was, and what to do', async () => {
  const response = await test.request('POST', at(`/chips/${chips[0]!.id}/open`), {});
  const { error } = await response.json();
  expect(error.message).toContain('is not where it was');
  expect(error.remedy).toContain('point to where it is now');
});

it('refuses another product by its name, and leaves neither it open nor the project changed', async () => {
  const before = await places();
  const response = await locate(chips[0]!, join(moved(), names[2]!));
  expect(response.ok).toBe(false);
  const stem = (name: string) => name.replace('.SAFE', '');
  expect((await response.json()).error.message).toBe(`${stem(names[2]!)} is another product than ${stem(names[0]!)}.`);
  expect(await test.json('GET', '/api/products')).toEqual([]);
  expect(await places()).toEqual(before);
});

it('takes the folder that holds it, and finds the others that were moved with it', async () => {
  expect((await locate(chips[0]!, moved())).ok).toBe(true);
  expect((await places()).sort()).toEqual(names.slice(0, 2).map((name) => join(moved(), name)));
  const second = await test.json<ProductDetail>('POST', at(`/chips/${chips[1]!.id}/open`), {});
  expect(second.key).toBe(chips[1]!.product.key);
});

it('does not take another product for its own that lies where it was', async () => {
  for (const { id } of await test.json<ProductDetail[]>('GET', '/api/products'))
    await test.request('DELETE', `/api/products/${id}`);
  await rename(join(moved(), names[0]!), join(test.folder, 'kept.SAFE'));
  await cp(join(moved(), names[2]!), join(moved(), names[0]!), { recursive: true });
  const response = await test.request('POST', at(`/chips/${chips[0]!.id}/open`), {});
  expect((await response.json()).error.message).toContain('is another product than');
  expect(await test.json('GET', '/api/products')).toEqual([]);
});
