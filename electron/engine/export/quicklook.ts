import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import { estimateBytes } from './estimate.ts';
import { runGdal } from './gdal.ts';
import { drawQuicklook, type QuicklookMask, type RgbaImage } from './quicklook-image.ts';
import { stageExport } from './staging.ts';
import type { ExportOptions, ExportResult } from './types.ts';
import { describeRaw } from './vrt.ts';

export interface QuicklookInput {
  readonly image: RgbaImage;
  readonly mask: QuicklookMask;
  /** Text that the PNG carries, for example the product id; keys become PNG text chunks. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes the image beside its mask as a PNG; see {@link drawQuicklook}.
 * @param target path of the `.png`
 * @throws ExportError, CancelledError; nothing is left then
 */
export async function exportQuicklook(
  { image, mask, metadata = {} }: QuicklookInput,
  target: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  requireSize('image', image.rgba.length, 4, image);
  requireSize('mask', mask.codes.length, 1, mask);
  const stage = 'Writing the quicklook';
  let warnings: readonly string[] = [];
  const neededBytes = 2 * estimateBytes({ kind: 'quicklook', grid: image });
  const files = await stageExport({ ...options, paths: [target], neededBytes }, async (folder) => {
    const { width, height, rgb } = drawQuicklook(image, mask);
    await writeFile(join(folder, 'rgb.raw'), rgb);
    const bands = (['Red', 'Green', 'Blue'] as const).map(
      (colourInterpretation, firstByte) =>
        ({ file: 'rgb.raw', type: 'Byte', firstByte, pixelBytes: 3, colourInterpretation }) as const,
    );
    await writeFile(join(folder, 'rgb.vrt'), describeRaw({ width, height, grid: null, bands, metadata }));
    const pngOptions = ['ZLEVEL=6', 'WRITE_METADATA_AS_TEXT=YES'];
    warnings = await runGdal(
      { folder, step: { kind: 'raster', source: 'rgb.vrt', output: 'q.png', driver: 'PNG', options: pngOptions } },
      { file: target, signal: options.signal, onFraction: (fraction) => options.onProgress?.({ fraction, stage }) },
    );
    return [{ staged: 'q.png', path: target }];
  });
  return { files, warnings };
}

function requireSize(what: string, length: number, perPixel: number, size: { width: number; height: number }): void {
  const wanted = size.width * size.height * perPixel;
  if (length !== wanted || wanted === 0) {
    throw new ExportError(`The ${what} has ${length} values, ${size.width} x ${size.height} pixels want ${wanted}.`);
  }
}
