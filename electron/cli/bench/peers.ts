import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { GridMetres } from '../../engine/core/bands.ts';
import { isBandId } from '../../engine/core/bands.ts';
import { filesOf } from '../../engine/model/product-input.ts';
import { openProduct } from '../../engine/product/open.ts';
import { productGrid } from '../../engine/product/product-grid.ts';
import { filesForGrid } from '../../engine/raster/read-plan.ts';
import { type Taken, timeChildren } from '../processor-time.ts';
import { UsageError } from '../terminal.ts';
import { type Row, row, takenRows } from './rows.ts';

const run = promisify(execFile);

/** Names that `models/training/measure/peer_speed.py` knows. */
const PEERS = ['ukis-csmask', 's2cloudless', 'unet'] as const;
const GRID_METRES: GridMetres = 20;

/**
 * Other masks, each in a Python process of its own that decodes its bands with rasterio: once, for they take minutes.
 *
 * @param python an interpreter with `models/training/requirements-peers.txt`
 * @param ours what our mask on the same grid took in the same run
 * @throws UsageError where the scripts are not there, as in an installed program
 */
export async function* peerRows(
  python: string,
  path: string,
  folder: string,
  ours: readonly Taken[],
): AsyncGenerator<Row> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!existsSync(join(root, 'models/training/measure/peer_speed.py')))
    throw new UsageError('--peers works in the source folder of Nephoscope, where models/training is.');
  const { size, bands } = await bandFiles(path);
  for (const name of PEERS) {
    const args = [
      '-m',
      'models.training.measure.peer_speed',
      name,
      join(folder, `${name}.tif`),
      String(size),
      ...bands,
    ];
    const taken = await timeChildren(() => run(python, args, { cwd: root, maxBuffer: 1e8 })).catch(
      ({ stderr = '' }: { readonly stderr?: string }) => stderr.trim().split('\n').at(-1) ?? '',
    );
    if (typeof taken === 'string') {
      const what = `${name}, ${GRID_METRES} m, decoding with rasterio`;
      yield { what, median: 'not run', runs: `${taken} (pip install -r models/training/requirements-peers.txt)` };
      continue;
    }
    yield* takenRows(`${name}, ${GRID_METRES} m, decoding with rasterio`, [taken]);
    if (ours.length === 0) continue;
    const times = (of: keyof Taken) => ours.map((own) => (taken[of] ?? Number.NaN) / (own[of] ?? Number.NaN));
    yield row(`— as long as ours`, 'times', times('wall'));
    yield row(`— as much processor time as ours`, 'times', times('processor'));
  }
}

/** Files of all bands that suit the grid, as `BAND=FILE`, and the grid's side in pixels. */
async function bandFiles(path: string): Promise<{ readonly size: number; readonly bands: readonly string[] }> {
  const product = await openProduct(path);
  const bands = Object.keys(product.bands)
    .filter(isBandId)
    .flatMap((band) => {
      const [file] = filesForGrid(filesOf(product, band), GRID_METRES);
      return file ? [`${band}=${join(path, file.path)}`] : [];
    });
  const size = productGrid(product, GRID_METRES).width;
  await product.close();
  return { size, bands };
}
