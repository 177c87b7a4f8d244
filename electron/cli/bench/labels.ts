import { join } from 'node:path';
import { readAnchors } from '../../engine/adapt/anchors.ts';
import { createFitThreads } from '../../engine/adapt/fit-threads.ts';
import { fitAndJudge } from '../../engine/adapt/gate.ts';
import { everyFew, type SampleSet } from '../../engine/adapt/samples.ts';
import { fitSceneHelper } from '../../engine/adapt/scene-helper.ts';
import { REPLAY_WEIGHT, REPLAYED, RIDGE } from '../../engine/adapt/tune.ts';
import type { SceneHelper } from '../../engine/contract/common.ts';
import { wholeWindow } from '../../engine/core/grid.ts';
import { defaultParameters } from '../../engine/mask/parameters.ts';
import { shareProbabilities } from '../../engine/mask/runner.ts';
import type { Correction } from '../../engine/mask/types.ts';
import { choosePack, type ModelPack } from '../../engine/model/packs.ts';
import { featuresOf } from '../../engine/produce/features.ts';
import { computeProbabilities } from '../../engine/produce/probabilities.ts';
import type { Workbench } from '../../engine/produce/workbench.ts';
import { openProduct } from '../../engine/product/open.ts';
import { productGrid } from '../../engine/product/product-grid.ts';
import { gridOutline } from '../../engine/product/scope.ts';
import type { Product } from '../../engine/product/types.ts';
import { timeHere } from '../processor-time.ts';
import { withWorkbench } from '../workbench.ts';
import { rankingRows } from './ranking.ts';
import { type Row, repeat, row, seconds, takenRows } from './rows.ts';

const GRID = 20;
/** Scenes that the labels of the fit are said to be of. */
const GROUPS = 12;
const STROKES = 12;

/** What labelling waits for: ranking a hundred stored scenes, the scene helper on a whole scene, fitting a head. */
export async function labelRows(
  path: string,
  { runs, folder, threads }: { readonly runs: number; readonly folder: string; readonly threads: number | undefined },
  show: (rows: readonly Row[]) => void,
): Promise<void> {
  const product = await openProduct(path);
  const work = async (bench: Workbench): Promise<void> => {
    const pack = choosePack(await bench.packsFor('cpu'), product);
    show(await headRows(bench, pack, runs));
    const { report } = await computeProbabilities(bench, { product, pack, gridMetres: GRID }, { device: 'cpu' });
    await report.written;
    show(await helperRows(bench, product, pack, runs));
    // At last: it makes links of the product's files, which changes their stamps.
    show(await rankingRows(bench, { product, pack, gridMetres: GRID }, { runs, folder }));
  };
  try {
    await withWorkbench(threads, work, join(folder, 'label-cache'));
  } finally {
    await product.close();
  }
}

/** Strokes over the scene, of each class in turn. */
function strokesOn(product: Product): Correction[] {
  const ring = gridOutline(productGrid(product, GRID)) ?? [];
  const [west, east] = [Math.min(...ring.map(([lon]) => lon)), Math.max(...ring.map(([lon]) => lon))];
  const [south, north] = [Math.min(...ring.map(([, lat]) => lat)), Math.max(...ring.map(([, lat]) => lat))];
  const classes = ['clear', 'shadow', 'semi', 'cloud'] as const;
  return Array.from({ length: STROKES }, (_, i) => {
    const [x, y] = [(0.2 + i * 0.618) % 0.8, (0.2 + i * 0.382) % 0.8].map((share) => 0.1 + share);
    const at: [number, number] = [west + x! * (east - west), south + y! * (north - south)];
    const end: [number, number] = [at[0] + 0.01, at[1] + 0.005];
    return { class: classes[i % 4]!, shape: { kind: 'stroke', points: [at, end], radiusMetres: 60 } } as const;
  });
}

async function helperRows(bench: Workbench, product: Product, pack: ModelPack, runs: number): Promise<Row[]> {
  const grid = productGrid(product, GRID);
  const request = { product, pack, gridMetres: GRID } as const;
  const features = await seconds(() => featuresOf(bench, request));
  const { store } = await computeProbabilities(bench, request, { device: 'cpu' });
  const map = await featuresOf(bench, request);
  const parameters = defaultParameters({ thresholds: pack.manifest.thresholds, ...pack.manifest.defaults });
  const fits: number[] = [];
  const all = await repeat(runs, () =>
    timeHere(async () => {
      let helper: SceneHelper | null = null;
      fits.push(
        await seconds(async () => {
          ({ helper } = await fitSceneHelper(store, map, grid, strokesOn(product)));
        }),
      );
      const planes = shareProbabilities(await bench.heads.changed(store, map, helper!).readWindow(wholeWindow(grid)));
      await bench.masks.compute({ ...planes, pixelMetres: grid.pixelMetres }, parameters);
    }),
  );
  const size = `${grid.width} x ${grid.height}`;
  return [
    row(`scene helper, ${GRID} m: features of the scene, once`, 's', [features]),
    ...takenRows(`— fit to ${STROKES} strokes, and mask of ${size}`, all),
    row('— of that the fit', 's', fits),
  ];
}

/** The anchors stand for labels of a dozen scenes: as many as a large project has. */
async function headRows(bench: Workbench, pack: ModelPack, runs: number): Promise<Row[]> {
  const anchors = await readAnchors(pack);
  const labels: SampleSet = { ...anchors, groups: Uint16Array.from(anchors.labels, (_, i) => i % GROUPS) };
  const threads = createFitThreads(bench.threads);
  const options = {
    ...{ anchors, ridge: RIDGE, seed: 1, fit: threads.fit },
    method: 'head',
    replay: { samples: everyFew(anchors, REPLAYED), weight: REPLAY_WEIGHT },
    thresholds: pack.manifest.thresholds,
  } as const;
  try {
    const all = await repeat(runs, () => timeHere(() => fitAndJudge(labels, options)));
    return [
      ...takenRows(`head fitted to ${labels.count} labels and judged in five folds, ${bench.threads} threads`, all),
    ];
  } finally {
    await threads.close();
  }
}
