import { co, TILED, translate } from './gdal-steps.ts';
import type { Variant } from './variant.ts';

const TYPES: [string, string[]][] = [
  ['UInt16', ['-ot', 'UInt16']],
  ['UInt16 in 15 bits', ['-ot', 'UInt16', ...co('NBITS=15')]],
  ['Int16', ['-ot', 'Int16']],
  ['UInt32', ['-ot', 'UInt32']],
  ['Float32', ['-ot', 'Float32']],
  ['Float64', ['-ot', 'Float64']],
];
const CODINGS: [string, string[]][] = [
  ['no compression', []],
  ['LZW', co('COMPRESS=LZW')],
  ['LZW with predictor', co('COMPRESS=LZW', 'PREDICTOR=2')],
  ['DEFLATE with predictor', co('COMPRESS=DEFLATE', 'PREDICTOR=2')],
  ['PackBits', co('COMPRESS=PACKBITS')],
  ['ZSTD', co('COMPRESS=ZSTD')],
  ['LERC', co('COMPRESS=LERC')],
  ['LZMA', co('COMPRESS=LZMA')],
];
const LAYOUTS: [string, string[]][] = [
  ['strips by pixel', co('INTERLEAVE=PIXEL')],
  ['tiles by band, BigTIFF', [...co('INTERLEAVE=BAND', 'BIGTIFF=YES'), ...TILED]],
  ['tiles by pixel, big-endian', [...co('INTERLEAVE=PIXEL', 'ENDIANNESS=BIG'), ...TILED]],
];
/** Sample types by codings by layouts. */
export const codings: readonly Variant[] = TYPES.flatMap(([type, asType]) =>
  CODINGS.flatMap(([coding, coded]) =>
    LAYOUTS.flatMap(([layout, laid]): Variant[] => {
      const options = [...asType, ...coded, ...laid];
      const isFloat = type.startsWith('Float');
      const fits = isFloat ? options.map((option) => option.replace('PREDICTOR=2', 'PREDICTOR=3')) : options;
      const bigPredictor = isFloat && coding.includes('predictor') && layout.includes('big-endian');
      const packed = type.includes('15 bits') && coding === 'ZSTD';
      // GDAL makes neither predictors nor LERC of packed values.
      if (type.includes('15 bits') && /predictor|LERC/.test(coding)) return [];
      const variant: Variant = {
        name: `${type}, ${coding}, ${layout}`,
        make: translate(...fits),
        ...(type === 'UInt32' && coding === 'LERC' ? { refused: /LERC/ } : {}),
        ...(coding === 'LZMA' ? { refused: /LZMA/ } : {}),
        ...(bigPredictor ? { refused: /big-endian/ } : {}),
        ...(packed ? { refused: /15 bits/ } : {}),
      };
      return [variant];
    }),
  ),
);
