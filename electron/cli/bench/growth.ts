import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grid } from '../../engine/core/grid.ts';
import { planRecipe } from '../../engine/produce/plan.ts';
import { runRecipe } from '../../engine/produce/recipe.ts';
import { openProduct } from '../../engine/product/open.ts';
import { productGrid } from '../../engine/product/product-grid.ts';
import { VERSION } from '../../shell/version.ts';
import { writeSample } from '../../simulator/write-sample.ts';
import type { Taken } from '../processor-time.ts';
import { numberFlag } from '../stack-options.ts';
import { withWorkbench } from '../workbench.ts';
import { EMPTY_RECIPE, maskInChild } from './masks.ts';
import { type Row, repeat, row, seconds, takenRows } from './rows.ts';

const GRID_METRES = 20;
const SHARES = [0.01, 0.1] as const;
const QUEUES = [1, 4, 16] as const;

interface GrowthOptions {
  readonly folder: string;
  readonly runs: number;
  readonly threads: string | undefined;
  /** What the mask of the whole scene took on this grid in the same run. */
  readonly whole: readonly Taken[];
}

/** What parts of a scene take beside the whole, and queues of small products beside one. */
export async function* growthRows(path: string, options: GrowthOptions): AsyncGenerator<Row> {
  yield* areaRows(path, options);
  yield* queueRows(options);
}

async function* areaRows(path: string, { folder, runs, threads, whole }: GrowthOptions): AsyncGenerator<Row> {
  const product = await openProduct(path);
  const grid = productGrid(product, GRID_METRES);
  await product.close();
  for (const share of SHARES) {
    const area = join(folder, `area-${share}.geojson`);
    await writeFile(area, JSON.stringify(squareOf(grid, share)));
    const reports = await repeat(runs, () => maskInChild(path, GRID_METRES, folder, threads, ['--aoi', area]));
    const taken = reports.map((report) => report.taken);
    yield* takenRows(`${GRID_METRES} m mask of ${100 * share} % of the scene`, taken);
    if (whole.length === 0) continue;
    const of = (value: keyof Taken) => whole.map((own) => own[value] ?? Number.NaN).sort((a, b) => a - b);
    const middle = (values: readonly number[]) => values[Math.floor(values.length / 2)]!;
    const beyond = taken.map(({ wall }) => wall - share * middle(of('wall')));
    yield row('— beyond its share of the whole', 's', beyond);
    const part = taken.map(({ processor }) => (processor ?? Number.NaN) / middle(of('processor')));
    yield row("— of the whole's processor time", 'of it', part);
  }
}

/** A square in the middle of a grid, in its own metres. */
function squareOf({ epsg, originX, originY, width, height, pixelMetres }: Grid, share: number): object {
  const half = (Math.sqrt(share) * width * pixelMetres) / 2;
  const [x, y] = [originX + (width * pixelMetres) / 2, originY - (height * pixelMetres) / 2];
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const;
  const ring = corners.map(([east, north]) => [x + east * half, y + north * half]);
  const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } };
  const geometry = { type: 'Polygon', coordinates: [ring] };
  return { type: 'FeatureCollection', crs, features: [{ type: 'Feature', properties: {}, geometry }] };
}

/** One after the other in one process, as a queue does them, with an empty cache each time. */
async function* queueRows({ folder, threads }: GrowthOptions): AsyncGenerator<Row> {
  const paths: string[] = [];
  const samples = await mkdtemp(join(folder, 'queue-'));
  for (let pass = 0; pass < Math.max(...QUEUES); pass++)
    paths.push((await writeSample({ folder: samples, level: 'L2A', size: 'small', pass })).productPath);
  let one = Number.NaN;
  for (const count of QUEUES) {
    const cache = await mkdtemp(join(folder, 'cache-'));
    const out = await mkdtemp(join(folder, 'out-'));
    const took = await seconds(() =>
      withWorkbench(
        numberFlag('--threads', threads),
        async (bench) => {
          for (const path of paths.slice(0, count)) {
            const product = await openProduct(path);
            const recipe = { ...EMPTY_RECIPE, grid: GRID_METRES } as const;
            const { parameters } = await planRecipe(bench, product, recipe, { kind: 'scene' }, 'cpu');
            await runRecipe(
              bench,
              product,
              { ...recipe, parameters },
              { area: { kind: 'scene' }, folder: out, overwrite: true, device: 'cpu', version: VERSION },
            );
            await product.close();
          }
        },
        cache,
      ),
    );
    if (count === 1) one = took;
    yield row(`${count} small products in a queue, ${GRID_METRES} m`, 's', [took]);
    yield row('— each, as long as one alone', 'times', [took / count / one]);
    await Promise.all([cache, out].map((made) => rm(made, { recursive: true, force: true })));
  }
}
