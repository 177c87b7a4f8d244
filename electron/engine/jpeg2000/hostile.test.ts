import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSharedData, SHARED_DATA } from '../../test/test-data.ts';
import { Jpeg2000Error } from '../core/errors.ts';
import { openFile } from '../product/byte-source.ts';
import { openJpeg2000 } from './image.ts';
import { createTileDecoder, type TileDecoder } from './tile-decoder.ts';

const MAX_MILLISECONDS = 8000;
const MAX_RSS_BYTES = 2 ** 30;

const files = haveSharedData()
  ? ['gdal', 'odd'].flatMap((folder) =>
      readdirSync(join(SHARED_DATA, 'jp2', folder))
        .filter((name) => /\.(jp2|j2k|jpc)$/.test(name))
        .map((name) => join(SHARED_DATA, 'jp2', folder, name)),
    )
  : [];

let decoder: TileDecoder;
beforeAll(() => {
  decoder = createTileDecoder({ threads: 2, cacheBytes: 2 ** 20, tileTimeoutMilliseconds: 3000 });
});
afterAll(() => decoder.close());

/** Reads the middle of an image, at most 512 x 512 pixels, at each end of its resolutions. */
async function readMiddle(path: string): Promise<string> {
  const source = await openFile(path);
  try {
    const image = await openJpeg2000(source, decoder);
    for (const reduce of [image.levels, 0]) {
      const size = image.sizeAt(reduce);
      const width = Math.min(512, size.width);
      const height = Math.min(512, size.height);
      const column = Math.floor((size.width - width) / 2);
      const row = Math.floor((size.height - height) / 2);
      const samples = await image.readWindow({ column, row, width, height }, { reduce });
      expect(samples.length).toBe(width * height * image.components);
    }
    return 'pixels';
  } catch (error) {
    if (!(error instanceof Jpeg2000Error)) throw error;
    expect(error.file).toBe(path);
    return error.message;
  } finally {
    await source.close();
  }
}

describe.skipIf(!haveSharedData())('odd and broken files', () => {
  const outcomes: Record<string, string> = {};

  it.each(files.map((file) => file.slice(SHARED_DATA.length + 1)))(
    '%s ends in pixels or a Jpeg2000Error',
    async (file) => {
      const started = performance.now();
      outcomes[file] = await readMiddle(join(SHARED_DATA, file));
      if (process.env.VERBOSE) console.log((performance.now() - started).toFixed(0), file, outcomes[file]);
      expect(performance.now() - started).toBeLessThan(MAX_MILLISECONDS);
      expect(process.memoryUsage.rss()).toBeLessThan(MAX_RSS_BYTES);
    },
  );

  it('reads what is sound', () => {
    for (const name of ['byte', 'byte_tlm_plt', 'int16_lossless', '513x513', 'gtsmall_10_uint16'])
      expect(outcomes[`jp2/gdal/${name}.jp2`]).toBe('pixels');
  });
});
