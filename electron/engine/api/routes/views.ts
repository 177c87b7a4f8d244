import { Hono } from 'hono';
import { fitSceneHelper } from '../../adapt/scene-helper.ts';
import { mergeFor } from '../../compare/class-merge.ts';
import { compareToReference } from '../../compare/compare.ts';
import { fitHelperSchema, type SceneHelperAnswer } from '../../contract/adapt.ts';
import type { MaskRequest } from '../../contract/common.ts';
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
  const packOf = (mask: Pick<MaskRequest, 'pack'>) => packNamed(context.bench, mask.pack);
  const maskView = async (
    product: Product,
    mask: MaskRequest,
    view: MercatorView,
    draft: boolean,
    signal: AbortSignal,
  ) => context.masks.view(product, await packOf(mask), mask, view, { draft, signal });
  const referenceView = async (product: Product, id: string, view: MercatorView, gridMetres: GridMetres) => {
    const { codes, grid } = await context.references.read(product, id, gridMetres);
    return sampleClasses(codes, grid, warpView(view, grid));
  };

  return new Hono()
    .post('/:id/view', jsonBody(viewSchema), async (c) => {
      const { layer, bounds, width, height, draft } = c.req.valid('json');
      const product = productOf(c.req.param('id'));
      const view = { bounds, width, height };
      const { signal } = c.req.raw;
      const respond = (codes: Uint8Array, fraction: number, exact: boolean): Response =>
        c.body(codes as Uint8Array<ArrayBuffer>, 200, {
          'content-type': 'application/octet-stream',
          'x-nephoscope-fraction': String(fraction),
          'x-nephoscope-exact': exact ? '1' : '0',
        });
      if (layer.kind === 'reference')
        return respond(await referenceView(product, layer.reference, view, viewGrid(product)), 1, true);
      if (layer.kind === 'probabilities') {
        const pack = await packOf(layer);
        return respond(await context.masks.probabilities(product, pack, layer, view, signal), 1, true);
      }
      if (layer.kind === 'reaches' || layer.kind === 'area-changes') {
        const pack = await packOf(layer.mask);
        const plane = layer.kind === 'reaches' ? 'reach' : 'areaChanges';
        return respond(await context.masks.followed(product, pack, layer.mask, view, { plane, signal }), 1, false);
      }
      const { codes, fraction, exact } = await maskView(product, layer.mask, view, draft, signal);
      if (layer.kind === 'mask') return respond(codes, fraction, exact);
      const { grid } = layer.mask;
      const reference = await referenceView(product, layer.reference, view, grid);
      const { table } = mergeFor((await context.references.read(product, layer.reference, grid)).mapping);
      const agreement = codes.map((code, i) => {
        const other = reference[i]!;
        return code === 0 || other === 0 ? 0 : 16 * table[code]! + table[other]!;
      });
      return respond(agreement, fraction, exact);
    })
    .post('/:id/helper', jsonBody(fitHelperSchema), async (c) => {
      const begin = performance.now();
      const { pack: id, grid: gridMetres, strokes } = c.req.valid('json');
      const product = productOf(c.req.param('id'));
      const pack = await packOf({ pack: id });
      const store = await context.masks.store(product, pack, gridMetres);
      if (!store.isComplete())
        throw new NotFoundError('This mask is not computed yet.', { remedy: 'Compute the mask first.' });
      const map = await featuresOf(context.bench, { product, pack, gridMetres });
      const { helper, pixels } = await fitSceneHelper(store, map, productGrid(product, gridMetres), strokes);
      const answer: SceneHelperAnswer = { helper, pixels, seconds: (performance.now() - begin) / 1000 };
      return c.json(answer);
    })
    .post('/:id/mask-statistics', jsonBody(maskStatisticsSchema), async (c) =>
      c.json(
        await maskStatistics(
          context.masks,
          productOf(c.req.param('id')),
          await packOf(c.req.valid('json').mask),
          c.req.valid('json'),
          c.req.raw.signal,
        ),
      ),
    )
    .post('/:id/points', jsonBody(scorePointsSchema), async (c) => {
      const { handle, mask, ...wanted } = c.req.valid('json');
      const path = await pathOf(context, handle);
      const whole = await context.masks.whole(
        productOf(c.req.param('id')),
        await packNamed(context.bench, mask.pack),
        mask,
        c.req.raw.signal,
      );
      return c.json(await pointReport(path, whole, wanted));
    })
    .post('/:id/compare', jsonBody(compareSchema), async (c) => {
      const { mask, reference, bounds, polygons, tolerancePixels } = c.req.valid('json');
      const product = productOf(c.req.param('id'));
      const whole = await context.masks.whole(product, await packOf(mask), mask, c.req.raw.signal);
      const part = polygons ? restrictToPolygons(whole, polygons) : bounds ? restrictToBounds(whole, bounds) : whole;
      const read = await context.references.read(product, reference, mask.grid);
      const { report, notes } = compareToReference(part.raster, part.grid, read, { tolerancePixels });
      const result: ConfusionReport = {
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
      return c.json(result);
    });
}

/** The grid on which references are drawn where no mask asks for one. */
function viewGrid(product: Product): GridMetres {
  return product.grids[20] ? 20 : product.grids[60] ? 60 : 10;
}
