import { encode } from 'fast-png';
import type { Reading, ReadingPreview } from '../contract/reading.ts';
import { BAND_IDS } from '../core/bands.ts';
import { NephoscopeError, ProductError } from '../core/errors.ts';
import { wholeWindow } from '../core/grid.ts';
import { coarsened, ownLimits, paint, readReflectance, TRUE_COLOUR } from '../export/picture.ts';
import { openProduct } from '../product/open.ts';
import { judgeReflectance, medianOf } from '../product/plausible-reflectance.ts';
import { isTiffFile, previewStack } from '../product/stack-preview.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from '../session/context.ts';
import { finestGrid } from './product-detail.ts';

const MAX_SIDE = 240;

interface Previewed {
  readonly path: string;
  readonly granule?: string | undefined;
  readonly reading: Reading;
}

/**
 * What a file on the disk would be like read so: a small picture, medians, and whether it could be opened. A GeoTIFF is looked at
 * even where what is said is not enough to open it.
 *
 * @throws ProductError, RasterError where nothing of it can be read
 */
export async function previewReading(
  context: SessionContext,
  of: Previewed,
  signal: AbortSignal,
): Promise<ReadingPreview> {
  if (!(await isTiffFile(of.path))) return opened(context, of, (product) => previewProduct(context, product, signal));
  const options = context.products.options(of);
  const stack = await previewStack(of.path, options.stack ?? {}, MAX_SIDE);
  const problem = await opened(context, of, async () => null).catch((error: unknown) => {
    if (!(error instanceof NephoscopeError)) throw error;
    return { message: error.message, remedy: error.remedy };
  });
  const { width, height, part, channels, medians, radiometry, verdict, message } = stack;
  const planes = channels.map(({ values }) => values);
  const isWhole = part.width === width && part.height === height;
  return {
    picture: picture(planes, stack.size),
    shows: channels.map(({ name }) => name),
    part: isWhole ? null : { width: part.width, height: part.height },
    medians,
    scale: radiometry?.scale ?? null,
    offset: radiometry?.offset ?? null,
    source: radiometry?.source ?? null,
    verdict,
    message,
    problem,
  };
}

/** Opens a product for as long as something looks at it. */
async function opened<T>(context: SessionContext, of: Previewed, use: (product: Product) => Promise<T>): Promise<T> {
  const product = await openProduct(of.path, context.products.options(of));
  try {
    return await use(product);
  } finally {
    await context.bench.rasters.release(product);
    await product.close();
  }
}

async function previewProduct(
  { bench }: SessionContext,
  product: Product,
  signal: AbortSignal,
): Promise<ReadingPreview> {
  const grid = finestGrid(product);
  const bands = BAND_IDS.filter((band) => product.bands[band]);
  if (!grid || bands.length === 0) {
    throw new ProductError(`${product.id} has no band that could be drawn.`, { file: product.path });
  }
  const coarse = coarsened(grid, wholeWindow(grid), MAX_SIDE);
  const planes = await Promise.all(bands.map((band) => readReflectance(product, band, coarse, bench.rasters, signal)));
  const samples = bands.map((band, k) => ({ band, reflectances: planes[k]!.filter((value) => !Number.isNaN(value)) }));
  const colours = TRUE_COLOUR.every((band) => bands.includes(band)) ? TRUE_COLOUR : bands.slice(0, 1);
  const scale = 1 / product.quantification;
  const offset = (Object.values(product.offsets)[0] ?? 0) * scale;
  const judged = judgeReflectance(samples, { scale, offset });
  return {
    picture: picture(
      colours.map((band) => planes[bands.indexOf(band)]!),
      coarse,
    ),
    shows: colours,
    part: null,
    medians: samples.map(({ band, reflectances }) => ({ name: band, median: medianOf(reflectances) })),
    scale,
    offset,
    source: product.radiometrySource ?? null,
    verdict: judged.verdict,
    message: judged.verdict === 'fine' ? null : judged.message,
    problem: null,
  };
}

function picture(
  planes: readonly Float32Array[],
  { width, height }: { readonly width: number; readonly height: number },
): ReadingPreview['picture'] {
  const data = new Uint8Array(paint(planes, planes.map(ownLimits)).buffer);
  return { png: Buffer.from(encode({ width, height, data, channels: 4 })).toString('base64'), width, height };
}
