import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEAST_PERSISTENCE_DATES } from '../contract/limits.ts';
import { BAND_IDS, type BandId, type GridMetres } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CLOUD, SHADOW } from '../core/classes.ts';
import { SeriesError, throwIfCancelled } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { wholeWindow } from '../core/grid.ts';
import { writeCodesCog } from '../export/codes-cog.ts';
import { estimateRange } from '../export/estimate.ts';
import { CODES_BYTES_PER_PIXEL, MASK_LOOK } from '../export/mask-cog.ts';
import { attributionOf } from '../export/provenance.ts';
import { companion, stageExport } from '../export/staging.ts';
import type { ExportResult } from '../export/types.ts';
import type { ProbabilityStore } from '../model/probability-store.ts';
import { partOf } from '../produce/outputs.ts';
import { planRecipe } from '../produce/plan.ts';
import { computeProbabilities } from '../produce/probabilities.ts';
import { requireUnchanged } from '../produce/unchanged.ts';
import type { Workbench } from '../produce/workbench.ts';
import { productGrid } from '../product/product-grid.ts';
import type { Product } from '../product/types.ts';
import { planBlocks } from './blocks.ts';
import { dayOf, dayText, requireSeries } from './dates.ts';
import { FLAGGED_SHARE, NOT_THERE, persistentCodes, STEADY_REFLECTANCE } from './persistent.ts';
import { toUnits } from './read-block.ts';
import { readObservation } from './read-observation.ts';
import type { SeriesRunOptions } from './series-run.ts';

export interface PersistenceOptions extends SeriesRunOptions {
  readonly grid: GridMetres;
  /** Id or folder of a pack; null for the best. */
  readonly pack: string | null;
}

export interface PersistenceResult extends ExportResult {
  readonly seconds: number;
  readonly pixels: number;
  /** Pixels that are taken for cloud, and for shadow, on most dates although they hardly vary. */
  readonly cloudPixels: number;
  readonly shadowPixels: number;
}

/** Bands in which ground is compared from date to date: one that every haze shows in, one that sees through it. */
const COMPARED: readonly BandId[] = ['B02', 'B12'];
const PROBABILITIES_SHARE = 0.7;
const METHOD = `Cloud (or semi-transparent), or shadow, with a probability of one half on more than ${100 * FLAGGED_SHARE} % of ${LEAST_PERSISTENCE_DATES} dates or more, while the middle half of the reflectances lies within ${STEADY_REFLECTANCE} or 12 % of their median in every compared band.`;

/** A date with its probabilities. */
interface JudgedDate {
  readonly product: Product;
  readonly store: ProbabilityStore;
  /** What was met while they were made. */
  readonly warnings: readonly string[];
}

/**
 * Writes where the dates of a tile are persistently taken for cloud or shadow (see {@link persistentCodes}) as a class
 * raster with the codes of a mask: 4 and 2 there, 1 elsewhere, 5 where too few dates saw. It can be laid over any of them
 * as a reference. Probabilities that are not computed yet are computed first. Holds one block of all dates.
 *
 * @throws SeriesError where the products do not go together or are too few; as `makeComposite` otherwise
 */
export async function findPersistence(
  bench: Workbench,
  given: readonly Product[],
  options: PersistenceOptions,
): Promise<PersistenceResult> {
  const begin = performance.now();
  const { path, signal, onProgress } = options;
  const series = requireSeries(given, options.grid, LEAST_PERSISTENCE_DATES, 'Persistence');
  const notes = new Set([...(options.notes ?? []), ...series.notes]);
  const onWarning = (product: Product, message: string) => notes.add(`${dayText(dayOf(product))}: ${message}`);
  const products = series.products.toSorted((a, b) => dayOf(a) - dayOf(b));
  const bands = comparedBands(products);
  const grid = productGrid(products[0]!, options.grid);
  const window = wholeWindow(grid);
  const codes = new Uint8Array(window.width * window.height);
  const json = companion(path, '.json');
  const categories = `${path}.aux.xml`;
  const files = await stageExport(
    {
      overwrite: options.overwrite,
      signal,
      paths: [path, categories, json],
      neededBytes: codes.length + estimateRange(grid, CODES_BYTES_PER_PIXEL)[1],
      stale: [`${path}.ovr`, `${path}.msk`],
    },
    async (folder) => {
      const dates: JudgedDate[] = [];
      for (const [index, product] of products.entries()) {
        const share = PROBABILITIES_SHARE / products.length;
        const own = partOf(onProgress, index * share, (index + 1) * share);
        const stage = `Date ${index + 1} of ${products.length}, ${dayText(dayOf(product))}`;
        const judged = await judge(bench, product, options, (progress) => own({ ...progress, stage }));
        for (const message of judged.warnings) onWarning(product, message);
        dates.push(judged);
      }
      const readBytes = dates.length * (4 + 2 * bands.length);
      const blocks = planBlocks(window, options.grid, { readBytes, writtenBytes: 1 }).strips.flat();
      for (const [index, block] of blocks.entries()) {
        throwIfCancelled(signal);
        const found = persistentCodes(await readDates(bench, dates, bands, { ...options, block, onWarning }));
        for (let row = 0; row < block.height; row++) {
          const line = found.subarray(row * block.width, (row + 1) * block.width);
          codes.set(line, (block.row + row) * window.width + block.column);
        }
        partOf(onProgress, PROBABILITIES_SHARE, 1)({ fraction: (index + 1) / blocks.length, stage: 'Comparing dates' });
      }
      const attribution = attributionOf(products.map(({ sensingTime }) => sensingTime));
      const metadata = {
        TIFFTAG_SOFTWARE: `Nephoscope ${options.version}`,
        TIFFTAG_COPYRIGHT: attribution,
        NEPHOSCOPE_VERSION: options.version,
        NEPHOSCOPE_PERSISTENCE: METHOD,
        NEPHOSCOPE_PRODUCTS: products.map(({ id }) => id).join(', '),
      };
      const look = { ...MASK_LOOK, description: 'Persistently taken for cloud or shadow' };
      await writeCodesCog(folder, { grid, codes, metadata, look }, { signal });
      const provenance = {
        application: { name: 'Nephoscope', version: options.version },
        method: METHOD,
        comparedBands: bands,
        products: products.map(({ id }) => id),
        dates: products.map((product) => dayText(dayOf(product))),
        grid,
        attribution,
        warnings: [...notes],
      };
      await writeFile(join(folder, 'mask.json'), `${JSON.stringify(provenance, null, 2)}\n`);
      for (const product of products) await requireUnchanged(product);
      await options.beforeWriting?.();
      return [
        { staged: 'mask.tif', path },
        { staged: 'mask.tif.aux.xml', path: categories },
        { staged: 'mask.json', path: json },
      ];
    },
  );
  const count = (code: number) => codes.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
  return {
    files,
    warnings: [...notes],
    seconds: (performance.now() - begin) / 1000,
    pixels: codes.length,
    cloudPixels: count(CLOUD),
    shadowPixels: count(SHADOW),
  };
}

function comparedBands(products: readonly Product[]): readonly BandId[] {
  const has = (band: BandId) => products.every((product) => (product.bands[band]?.length ?? 0) > 0);
  const wanted = COMPARED.filter(has);
  if (wanted.length === COMPARED.length) return wanted;
  const others = BAND_IDS.filter(has).slice(0, COMPARED.length);
  if (others.length > 0) return others;
  throw new SeriesError('The products have no band in common.', { remedy: 'Leave out those with few bands.' });
}

async function judge(
  bench: Workbench,
  product: Product,
  { grid, pack: name, device, signal }: PersistenceOptions,
  onProgress: OnProgress,
): Promise<JudgedDate> {
  const { pack } = await planRecipe(bench, product, { grid, pack: name, parameters: null }, { kind: 'scene' }, device);
  const computed = await computeProbabilities(
    bench,
    { product, pack, gridMetres: grid },
    { device, signal, onProgress },
  );
  await computed.report.written;
  return { product, store: computed.store, warnings: [...computed.warnings, ...computed.troubles()] };
}

interface BlockOptions extends Pick<PersistenceOptions, 'grid' | 'signal'> {
  readonly block: Window;
  onWarning(product: Product, message: string): void;
}

async function readDates(
  bench: Workbench,
  dates: readonly JudgedDate[],
  bands: readonly BandId[],
  { grid: gridMetres, block, signal, onWarning }: BlockOptions,
) {
  const pixels = block.width * block.height;
  const probabilities: Uint8Array[] = [];
  const values: Int16Array[][] = [];
  for (const { product, store } of dates) {
    probabilities.push((await store.readWindow(block)).planes);
    const grid = productGrid(product, gridMetres);
    const seen = await readObservation({ product, grid, window: block }, bands, bench.rasters, signal);
    for (const message of seen.warnings) onWarning(product, message);
    values.push(
      bands.map((band, at) => {
        const dn = seen.dn[at]!;
        const units = new Int16Array(pixels);
        toUnits(dn, product, band, units);
        for (let pixel = 0; pixel < pixels; pixel++) if (dn[pixel] === 0) units[pixel] = NOT_THERE;
        return units;
      }),
    );
  }
  return { pixels, probabilities, values };
}
