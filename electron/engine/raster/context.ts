import { keepAnswers } from '../core/kept-answers.ts';
import { createTileDecoder, type TileDecoder, type TileDecoderOptions } from '../jpeg2000/tile-decoder.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { BandSource } from './band.ts';
import { openBand } from './band-source.ts';

/** What reading rasters shares: the decoding workers, the cache of decoded tiles, the open files. */
export interface RasterContext {
  readonly decoder: TileDecoder;
  /** Opens a raster file once; later calls get the same source. A failure is not kept. */
  open(file: RasterFile): Promise<BandSource>;
  /** Closes the files of a product; call it before `product.close()`. */
  release(product: Product): Promise<void>;
  close(): Promise<void>;
}

/** Creates a context; `cacheBytes` bounds the decoded tiles that are kept (256 MiB by default). */
export function createRasterContext(options: TileDecoderOptions = {}): RasterContext {
  const decoder = createTileDecoder(options);
  const sources = keepAnswers((file: RasterFile) => openBand(file, decoder));

  async function closeAll(files: Iterable<RasterFile>): Promise<void> {
    const open = [...files].map((file) => sources.take(file));
    for (const result of await Promise.allSettled(open)) if (result.status === 'fulfilled') await result.value?.close();
  }

  return {
    decoder,
    open: sources.get,
    release: (product) => closeAll(filesOf(product)),
    async close() {
      await closeAll(sources.keys());
      await decoder.close();
    },
  };
}

/** Every raster file of a product. */
function filesOf(product: Product): RasterFile[] {
  const { scl, cloudProbability, snowProbability, classification } = product.masks;
  return [
    ...Object.values(product.bands).flat(),
    ...[scl, cloudProbability, snowProbability, classification, product.trueColour].flat(),
    ...(product.preview ? [product.preview] : []),
  ];
}
