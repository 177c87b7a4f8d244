import type { GeoTIFFImage } from 'geotiff';
import { ProductError } from '../core/errors.ts';

/** How the samples of a TIFF are stored; all planes share it. */
export interface TiffStructure {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly kind: 'unsigned' | 'signed' | 'float';
  readonly bits: number;
  readonly compression: number;
  readonly predictor: number;
  readonly isBigEndian: boolean;
}

/** Compression schemes by their TIFF code (TIFF 6.0, libtiff's tiff.h). */
const COMPRESSIONS: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'CCITT RLE',
  3: 'CCITT fax group 3',
  4: 'CCITT fax group 4',
  5: 'LZW',
  6: 'old-style JPEG',
  7: 'JPEG',
  8: 'DEFLATE',
  32773: 'PackBits',
  32946: 'DEFLATE',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG (DNG)',
  34925: 'LZMA',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL (DNG)',
};
/** What the GDAL of this application decodes. */
const BY_GDAL = [1, 2, 3, 4, 5, 8, 32773, 32946];
/** What geotiff.js decodes as GDAL does, for samples of whole bytes: see `tiff-formats.test.ts`. */
const BY_GEOTIFF_JS = [1, 5, 8, 32946, 34887, 50000];
/** Its decoder fails on some blocks of 32-bit unsigned integers. */
const LERC = 34887;
const WHOLE_BYTES = [8, 16, 32, 64];
const MAX_PLANES = 1024;

/**
 * Structure of a TIFF from its tags.
 *
 * @throws ProductError for complex numbers and other samples that no reflectance or class can be
 */
export async function tiffStructure(image: GeoTIFFImage, file: string): Promise<TiffStructure> {
  const directory = image.getFileDirectory();
  const format = Number(image.getSampleFormat());
  // 4 is "undefined", which TIFF 6.0 lets readers take for unsigned.
  const kind = ({ 1: 'unsigned', 2: 'signed', 3: 'float', 4: 'unsigned' } as const)[format];
  if (kind === undefined) {
    const isComplex = format === 5 || format === 6;
    throw new ProductError(
      isComplex ? `${file} holds complex numbers.` : `The values of ${file} are of TIFF sample format ${format}.`,
      { file, remedy: 'Export the stack as uint16 or float32.' },
    );
  }
  const planes = image.getSamplesPerPixel();
  const [width, height] = [image.getWidth(), image.getHeight()];
  if (!(width > 0 && height > 0)) throw new ProductError(`${file} has no pixels.`, { file });
  if (!(planes >= 1 && planes <= MAX_PLANES)) {
    throw new ProductError(`${file} has ${planes} planes; 1 to ${MAX_PLANES} are read.`, { file });
  }
  // TIFF 6.0: one bit where the tag is absent.
  const bits = image.getBitsPerSample() || 1;
  const compression = Number(directory.getValue('Compression') ?? 1);
  const predictor = Number((await directory.loadValue('Predictor')) ?? 1);
  const isBigEndian = !image.littleEndian;
  if (isBigEndian && predictor === 3 && compression !== 1) {
    throw new ProductError(`${file} is big-endian with a floating-point predictor, which programs read differently.`, {
      file,
      remedy: 'Export it again without a predictor (PREDICTOR=1), or little-endian.',
    });
  }
  return { width, height, planes, kind, bits, compression, predictor, isBigEndian };
}

/** Whether GDAL decodes such a TIFF here. */
export function gdalDecodes({ compression }: TiffStructure): boolean {
  return BY_GDAL.includes(compression);
}

/**
 * Makes sure that geotiff.js decodes such a TIFF rightly: whole bytes and a scheme that it is tried with.
 *
 * @throws ProductError with the true reason and a command that helps
 */
export function requireGeotiffJs(structure: TiffStructure, file: string): void {
  const { compression, bits, predictor, isBigEndian } = structure;
  if (!BY_GEOTIFF_JS.includes(compression)) {
    throw new ProductError(
      `${file} is compressed with ${COMPRESSIONS[compression] ?? `scheme ${compression}`}, which is not read.`,
      { file, remedy: `Convert it: gdal_translate -co COMPRESS=DEFLATE ${quoted(file)} out.tif` },
    );
  }
  if (compression === LERC && structure.kind === 'unsigned' && bits === 32) {
    throw new ProductError(`${file} holds 32-bit unsigned integers compressed with LERC, which is not read.`, {
      file,
      remedy: `Convert it: gdal_translate -ot UInt16 -co COMPRESS=DEFLATE ${quoted(file)} out.tif`,
    });
  }
  if (isBigEndian && predictor !== 1) {
    const coding = COMPRESSIONS[compression];
    throw new ProductError(
      `${file} is big-endian and compressed with ${coding} and a predictor, which is not read here.`,
      {
        file,
        remedy: `Convert it: gdal_translate -co COMPRESS=DEFLATE ${quoted(file)} out.tif`,
      },
    );
  }
  if (!WHOLE_BYTES.includes(bits)) {
    throw new ProductError(`${file} packs its values in ${bits} bits, which is not read here.`, {
      file,
      remedy: `Convert it: gdal_translate -co NBITS=16 -co COMPRESS=DEFLATE ${quoted(file)} out.tif`,
    });
  }
}

function quoted(file: string): string {
  const name = file.split(/[\\/]/).at(-1)!;
  return /^[\w.-]+$/.test(name) ? name : `"${name}"`;
}
