import { wholeWindow } from '../../engine/core/grid.ts';
import type { ModelPack } from '../../engine/model/packs.ts';
import type { ModelSession } from '../../engine/model/session.ts';
import { openProduct } from '../../engine/product/open.ts';
import { numberFlag } from '../stack-options.ts';
import { withWorkbench } from '../workbench.ts';
import { repeat } from './rows.ts';

/** Seconds per megapixel of each pack that fits a product, by the pack's id. */
export async function networkSeconds(
  path: string,
  runs: number,
  threads: string | undefined,
): Promise<[string, number[]][]> {
  const product = await openProduct(path);
  try {
    return await withWorkbench(numberFlag('--threads', threads), async (bench) => {
      const fitting = (await bench.packs()).packs.filter(({ manifest }) => manifest.levels.includes(product.level));
      const results: [string, number[]][] = [];
      for (const pack of fitting) {
        const { session } = await bench.session(pack, 'cpu');
        results.push([pack.id, await tileSeconds(pack, session, runs)]);
      }
      return results;
    });
  } finally {
    await product.close();
  }
}

/** Seconds per megapixel of a network, on tiles of made-up pixels of the size that its pack prefers. */
async function tileSeconds(pack: ModelPack, session: ModelSession, runs: number): Promise<number[]> {
  const { tilePixels: size, input } = pack.manifest;
  const bands = (): Uint16Array[] =>
    input.bands.map((_, band) =>
      Uint16Array.from({ length: size * size }, (_, i) => 1000 + ((i * (2654435761 + band)) % 5000)),
    );
  const request = () => ({
    tile: { width: size, height: size, bands: bands(), sun: null },
    radiometry: input.bands.map(() => ({ offset: -1000, quantification: 10_000 })),
    inputWidth: size,
    inputHeight: size,
    pixelMetres: 20,
    part: wholeWindow({ width: size, height: size }),
  });
  await session.run(request());
  return repeat(runs, async () => ((await session.run(request())).seconds * 1e6) / size ** 2);
}
