import type { ByteSource } from '../core/bytes.ts';
import { nearestGridMetres } from './stack-metadata.ts';
import type { TiffRaster } from './tiff-raster.ts';
import type { RasterFile } from './types.ts';

/** What all planes of a stack share. */
export interface StackFile {
  readonly file: string;
  /** Of the grid that the planes are read on. */
  readonly pixelMetres: number;
  readonly warp: RasterFile['warp'];
  /** Whether an alpha plane is a band like others, and tells nothing of missing pixels. */
  readonly ignoresAlpha: boolean;
  readonly open: () => Promise<ByteSource>;
}

/** A plane of a stack as a file of a product, on the grid of the product that its own comes nearest to. */
function planeOf({ file, pixelMetres, ignoresAlpha, open }: StackFile, index: number): RasterFile {
  return {
    name: `${file}, plane ${index + 1}`,
    path: file,
    pixelMetres: nearestGridMetres(pixelMetres),
    format: 'geotiff',
    index,
    ...(ignoresAlpha ? { ignoresAlpha } : {}),
    open,
  };
}

/** @param toDn how the values of the file become DN; undefined where they are DN */
export function reflectancePlane(stack: StackFile, index: number, toDn: RasterFile['toDn']): RasterFile {
  const { warp } = stack;
  return { ...planeOf(stack, index), ...(toDn ? { toDn } : {}), ...(warp ? { warp } : {}) };
}

/** A plane of class codes, between which nothing is interpolated. */
export function codePlane(stack: StackFile, index: number): RasterFile {
  const { warp } = stack;
  return { ...planeOf(stack, index), ...(warp ? { warp: { ...warp, isCodes: true } } : {}) };
}

/** What tells which pixels of these planes are missing, besides a value: a sentence for each such mask. */
export function maskNotes(
  raster: TiffRaster,
  planes: readonly { readonly index: number }[],
  { file, ignoresAlpha }: StackFile,
): readonly string[] {
  const masks = new Set(planes.map(({ index }) => raster.about[index]!.mask));
  return [...masks]
    .filter((mask) => mask !== null && mask !== 'warp')
    .filter((mask) => !(mask === 'alpha' && ignoresAlpha))
    .map((mask) => MASK_NOTES[mask](file));
}

const MASK_NOTES = {
  inside: (file: string) => `Missing pixels of ${file} are those that its own mask tells.`,
  beside: (file: string) => `Missing pixels of ${file} are those that ${file}.msk beside it tells.`,
  alpha: (file: string) => `Missing pixels of ${file} are those whose alpha plane is 0.`,
} as const;
