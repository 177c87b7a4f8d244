import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import type { ByteRange } from './estimate.ts';
import type { OutputFormat } from './format.ts';
import { runGdal } from './gdal.ts';
import { exportName } from './names.ts';
import { trueColourPicture } from './picture.ts';
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

const BYTES_PER_PIXEL: ByteRange = [0.4, 2.6];
/** The picture has a largest size. */
const MOST_BYTES = 6 * 1024 * 1024;

function estimateQuicklook({ width, height }: { readonly width: number; readonly height: number }): ByteRange {
  const [least, most] = BYTES_PER_PIXEL;
  const pixels = width * height;
  return [Math.ceil(Math.min(pixels * least, MOST_BYTES / 4)), Math.ceil(Math.min(pixels * most, MOST_BYTES))];
}

export const quicklook: OutputFormat<'quicklook'> = {
  id: 'quicklook',
  title: 'Quicklook, PNG',
  note: 'Image with the mask',
  heeds: null,
  extensions: ['.png'],
  order: 2,
  stac: { roles: ['overview', 'visual'] },
  names: (subject) => [exportName(subject, 'quicklook', quicklook.extensions[0])],
  estimate: ({ window }) => estimateQuicklook(window),
  async write(source, folder, options) {
    const { product, grid, window, mask, rasters } = source;
    const image = await trueColourPicture(product, grid, window, rasters, { signal: options.signal });
    const { name, version } = source.provenance.application;
    const metadata = { Title: product.id, Software: `${name} ${version}` };
    const [file] = quicklook.names(source);
    return exportQuicklook({ image, mask, metadata }, join(folder, file), options);
  },
};

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
  const neededBytes = 2 * estimateQuicklook(image)[1];
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
