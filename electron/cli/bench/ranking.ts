import { copyFile, link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Candidate } from '../../engine/label/candidates.ts';
import { chooseCandidates } from '../../engine/label/choose.ts';
import { createProject } from '../../engine/label/project.ts';
import { candidatesOf } from '../../engine/label/rank.ts';
import { openProbabilities, type ProbabilityRequest } from '../../engine/produce/probabilities.ts';
import type { Workbench } from '../../engine/produce/workbench.ts';
import { withProductAt } from '../label-project.ts';
import { timeHere } from '../processor-time.ts';
import { type Row, repeat, takenRows } from './rows.ts';

const SCENES = 100;

/** Ranks a hundred scenes: copies of a product that differ in their metadata, each with a store of probabilities of its own. */
export async function rankingRows(
  bench: Workbench,
  request: ProbabilityRequest,
  { runs, folder }: { readonly runs: number; readonly folder: string },
): Promise<Row[]> {
  const { pack, gridMetres } = request;
  const paths: string[] = [];
  const { folder: stored } = await openProbabilities(bench, request);
  for (let k = 0; k < SCENES; k++) {
    const path = join(folder, 'scenes', `${k}.SAFE`);
    await copyProduct(request.product.path, path, k);
    paths.push(path);
  }
  // After all: a further link changes the stamps of the files.
  for (const path of paths)
    await withProductAt(path, {}, bench.rasters, async (product) => {
      const { folder: own } = await openProbabilities(bench, { ...request, product });
      for (const name of await readdir(stored))
        if (name.endsWith('.npt')) await linkOrCopy(join(stored, name), join(own, name));
    });
  const project = await createProject(join(folder, 'ranked'), { name: 'ranked', chipPixels: 512, grid: 10, seed: 1 });
  const search = { packs: [pack], pack: pack.id, grid: gridMetres, reference: null };
  const rule = { count: 20, mostPerProduct: 3, chanceShare: 0.2, seed: 1, reference: null };
  let found = 0;
  const taken = await repeat(runs, () =>
    timeHere(async () => {
      const candidates: Candidate[] = [];
      for (const path of paths)
        await withProductAt(path, {}, bench.rasters, async (product) => {
          candidates.push(...(await candidatesOf(bench, project, product, search)).candidates);
        });
      chooseCandidates(candidates, rule);
      found = candidates.length;
    }),
  );
  return [...takenRows(`ranking ${SCENES} scenes with stored masks of ${gridMetres} m (${found} windows)`, taken)];
}

/** Links of all files; the product's metadata is written anew with another time, so that it is another product. */
async function copyProduct(from: string, to: string, number: number): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    if (!/^MTD_MSI\w+\.xml$/i.test(entry.name)) await linkOrCopy(source, target);
    else {
      const milliseconds = String(number).padStart(3, '0');
      await writeFile(target, (await readFile(source, 'utf8')).replaceAll(/\.\d{3}Z/g, `.${milliseconds}Z`));
    }
  }
}

/** A copy where both do not lie on one disk. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
