import { Hono } from 'hono';
import type { z } from 'zod';
import { fitSceneHelper } from '../../adapt/scene-helper.ts';
import { mergeFor } from '../../compare/class-merge.ts';
import { compareToReference } from '../../compare/compare.ts';
import { fitHelperSchema, type SceneHelperAnswer } from '../../contract/adapt.ts';
import { scorePointsSchema } from '../../contract/points.ts';
import type { ConfusionReport } from '../../contract/products.ts';
import { compareSchema, maskStatisticsSchema, viewSchema } from '../../contract/products.ts';
import type { GridMetres } from '../../core/bands.ts';
import { featuresOf } from '../../produce/features.ts';
import { productGrid } from '../../product/product-grid.ts';
import type { Product } from '../../product/types.ts';
import type { MercatorView } from '../../raster/warp.ts';
import { sampleClasses, warpView } from '../../raster/warp.ts';
import { NotFoundError } from '../../session/errors.ts';
import { pathOf } from '../../session/path-of.ts';
import { maskStatistics, restrictToBounds, restrictToPolygons } from '../../view/mask-statistics.ts';
import { pointReport } from '../../view/point-report.ts';
import type { EngineContext } from '../context.ts';
import { jsonBody } from '../json-body.ts';
import { packNamed } from '../pack-named.ts';

/** What is drawn over the image, and the numbers about it. */
export function viewRoutes(context: EngineContext): Hono {
  const productOf = (id: string): Product => context.products.get(id).product;
  const packOf = (id: string) => packNamed(context.bench, id);
  return new Hono()
    .post('/:id/view', jsonBody(viewSchema), async (c) => {
      const product = productOf(c.req.param('id'));
      const { codes, fraction, exact } = await viewOf(context, product, c.req.valid('json'), c.req.raw.signal);
      return c.body(codes as Uint8Array<ArrayBuffer>, 200, {
        'content-type': 'application/octet-stream',
        'x-nephoscope-fraction': String(fraction),
        'x-nephoscope-exact': exact ? '1' : '0',
      });
    })
    .post('/:id/helper', jsonBody(fitHelperSchema), async (c) =>
      c.json(await fittedHelper(context, productOf(c.req.param('id')), c.req.valid('json'))),
    )
    .post('/:id/mask-statistics', jsonBody(maskStatisticsSchema), async (c) => {
      const asked = c.req.valid('json');
      const [product, pack] = [productOf(c.req.param('id')), await packOf(asked.mask.pack)];
      return c.json(await maskStatistics(context.masks, product, pack, asked, c.req.raw.signal));
    })
    .post('/:id/points', jsonBody(scorePointsSchema), async (c) => {
      const { handle, mask, ...wanted } = c.req.valid('json');
      const path = await pathOf(context, handle);
      const [product, pack] = [productOf(c.req.param('id')), await packOf(mask.pack)];
      return c.json(await pointReport(path, await context.masks.whole(product, pack, mask, c.req.raw.signal), wanted));
    })
    .post('/:id/compare', jsonBody(compareSchema), async (c) =>
      c.json(await compared(context, productOf(c.req.param('id')), c.req.valid('json'), c.req.raw.signal)),
    );
}

interface DrawnView {
  readonly codes: Uint8Array;
  /** Share of the tiles that are computed, 0 to 1. */
  readonly fraction: number;
  /** Whether it is what an export would write. */
  readonly exact: boolean;
}

/** The pixels of one layer under a view. */
async function viewOf(
  context: EngineContext,
  product: Product,
  { layer, draft, ...view }: z.infer<typeof viewSchema>,
  signal: AbortSignal,
): Promise<DrawnView> {
  const { masks, bench } = context;
  if (layer.kind === 'reference')
    return {
      codes: await referenceView(context, product, layer.reference, view, viewGrid(product)),
      fraction: 1,
      exact: true,
    };
  if (layer.kind === 'probabilities') {
    const pack = await packNamed(bench, layer.pack);
    return { codes: await masks.probabilities(product, pack, layer, view, signal), fraction: 1, exact: true };
  }
  const { mask } = layer;
  const pack = await packNamed(bench, mask.pack);
  if (layer.kind === 'reaches' || layer.kind === 'area-changes') {
    const plane = layer.kind === 'reaches' ? 'reach' : 'areaChanges';
    return { codes: await masks.followed(product, pack, mask, view, { plane, signal }), fraction: 1, exact: false };
  }
  const drawn = await masks.view(product, pack, mask, view, { draft, signal });
  if (layer.kind === 'mask') return drawn;
  const reference = await referenceView(context, product, layer.reference, view, mask.grid);
  const { table } = mergeFor((await context.references.read(product, layer.reference, mask.grid)).mapping);
  const agreement = drawn.codes.map((code, i) => {
    const other = reference[i]!;
    return code === 0 || other === 0 ? 0 : 16 * table[code]! + table[other]!;
  });
  return { ...drawn, codes: agreement };
}

async function referenceView(
  { references }: EngineContext,
  product: Product,
  id: string,
  view: MercatorView,
  gridMetres: GridMetres,
): Promise<Uint8Array> {
  const { codes, grid } = await references.read(product, id, gridMetres);
  return sampleClasses(codes, grid, warpView(view, grid));
}

/** The change of the network's last layer that follows strokes. @throws NotFoundError while the mask is not computed whole */
async function fittedHelper(
  { bench, masks }: EngineContext,
  product: Product,
  { pack: id, grid: gridMetres, strokes }: z.infer<typeof fitHelperSchema>,
): Promise<SceneHelperAnswer> {
  const begin = performance.now();
  const pack = await packNamed(bench, id);
  const store = await masks.store(product, pack, gridMetres);
  if (!store.isComplete())
    throw new NotFoundError('This mask is not computed yet.', { remedy: 'Compute the mask first.' });
  const map = await featuresOf(bench, { product, pack, gridMetres });
  const { helper, pixels } = await fitSceneHelper(store, map, productGrid(product, gridMetres), strokes);
  return { helper, pixels, seconds: (performance.now() - begin) / 1000 };
}

/** A mask beside a reference, in the whole scene or a part of it. */
async function compared(
  { bench, masks, references }: EngineContext,
  product: Product,
  { mask, reference, bounds, polygons, tolerancePixels }: z.infer<typeof compareSchema>,
  signal: AbortSignal,
): Promise<ConfusionReport> {
  const whole = await masks.whole(product, await packNamed(bench, mask.pack), mask, signal);
  const part = polygons ? restrictToPolygons(whole, polygons) : bounds ? restrictToBounds(whole, bounds) : whole;
  const read = await references.read(product, reference, mask.grid);
  const { report, notes } = compareToReference(part.raster, part.grid, read, { tolerancePixels });
  return {
    classes: report.classes.map(({ id }) => id as ConfusionReport['classes'][number]),
    matrix: report.matrix.counts,
    perClass: report.classes.map(({ id, producersAccuracy, usersAccuracy, f1 }) => ({
      id: id as ConfusionReport['classes'][number],
      producersAccuracy,
      usersAccuracy,
      f1,
    })),
    overallAccuracy: report.overallAccuracy ?? 0,
    balancedAccuracy: report.balancedAccuracy ?? 0,
    // What was assumed of the reference stands beside its name already.
    note: notes.filter((note) => !read.notes?.includes(note)).join(' '),
  };
}

/** The grid on which references are drawn where no mask asks for one. */
function viewGrid(product: Product): GridMetres {
  return product.grids[20] ? 20 : product.grids[60] ? 60 : 10;
}
