import { z } from 'zod';

const sourceInfo = z.object({
  bands: z.array(
    z.object({
      type: z.string(),
      noDataValue: z.union([z.number(), z.string()]).nullish(),
      colorInterpretation: z.string().default(''),
      mask: z.object({ flags: z.array(z.string()).default([]) }).optional(),
    }),
  ),
});

/** Largest values of GDAL's types of whole numbers. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  Byte: [0, 255],
  Int8: [-128, 127],
  UInt16: [0, 65_535],
  Int16: [-32_768, 32_767],
  UInt32: [0, 4_294_967_295],
  Int32: [-2_147_483_648, 2_147_483_647],
};

/**
 * How `gdalwarp` keeps missing pixels apart: never interpolated into valid ones, and told afterwards. Those of a no-data
 * value keep it, in every band by itself; those of an alpha plane or a mask get an alpha plane; and where the file tells
 * nothing 0 is missing, as it is where nothing is interpolated.
 *
 * @param info what `gdalinfo -json` says of the source
 */
export function warpNoDataOptions(info: unknown): readonly string[] {
  const { bands } = sourceInfo.parse(info);
  const isTold = bands.some(({ type, noDataValue }) => {
    if (noDataValue === null || noDataValue === undefined) return false;
    const range = RANGES[type];
    const value = Number(noDataValue);
    return range === undefined || (Number.isInteger(value) && value >= range[0] && value <= range[1]);
  });
  const byBand = ['-wo', 'UNIFIED_SRC_NODATA=NO'];
  // Without an alpha plane, GDAL gives the target the no-data values of the source.
  if (isTold) return byBand;
  const isMasked = bands.some(
    ({ colorInterpretation, mask }) => colorInterpretation === 'Alpha' || mask?.flags.includes('PER_DATASET'),
  );
  return isMasked ? ['-dstalpha'] : [...byBand, '-srcnodata', '0', '-dstnodata', '0'];
}
