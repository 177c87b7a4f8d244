import { takeTilePart } from '../simulator/coding/assemble.ts';
import { type CodeBlockSize, encodeTile } from '../simulator/coding/encoder.ts';
import { createJp2Writer, tilesAlong } from '../simulator/coding/jp2-writer.ts';

/** A band of a test: DN row by row, of 15 bits. */
export interface TestBand {
  readonly dn: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly pixelMetres: number;
}

/** How ESA codes bands of each pixel size. */
const ESA_CODING = {
  10: { tileSize: 1024, codeBlock: 64, precinctExponent: 8 },
  20: { tileSize: 640, codeBlock: 8, precinctExponent: 7 },
  60: { tileSize: 192, codeBlock: 4, precinctExponent: 6 },
} as const satisfies Record<number, { tileSize: number; codeBlock: CodeBlockSize; precinctExponent: number }>;

/** Writes a band as ESA does: lossless, in tiles with precincts and packet lengths. */
export async function writeTestBand(path: string, band: TestBand, coding: 10 | 20 | 60): Promise<void> {
  const { tileSize, codeBlock, precinctExponent } = ESA_CODING[coding];
  const { width, height, pixelMetres, dn } = band;
  const grid = { epsg: 32633, originX: 300000, originY: 5000040, pixelMetres, width, height };
  const writer = await createJp2Writer(path, { width, height, tileSize, components: 1, bits: 15 }, grid);
  const across = tilesAlong(width, tileSize);
  for (let tile = 0; tile < across * tilesAlong(height, tileSize); tile++) {
    const [column, row] = [(tile % across) * tileSize, Math.floor(tile / across) * tileSize];
    const size = { width: Math.min(tileSize, width - column), height: Math.min(tileSize, height - row) };
    const samples = new Uint16Array(size.width * size.height);
    for (let r = 0; r < size.height; r++) {
      const from = (row + r) * width + column;
      samples.set(dn.subarray(from, from + size.width), r * size.width);
    }
    const codestream = await encodeTile({ ...size, components: 1, bits: 15, samples }, codeBlock);
    await writer.put(takeTilePart(codestream, { tile, column, row, precinctExponent }));
  }
  await writer.finish();
}
