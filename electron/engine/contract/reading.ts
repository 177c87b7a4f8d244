import { z } from 'zod';
import { BAND_IDS } from '../core/bands.ts';
import { handleSchema } from './common.ts';

/**
 * What the user says of the pixels of a product; it goes before what its files say. For every kind of input: scale and
 * offset (reflectance = value * scale + offset; -0.1 for ESA's values from baseline 04.00 on). For files without
 * metadata: level. For a GeoTIFF that stands for a product: its planes in order (null leaves one out), and the pixel
 * size where it has no georeference. The same as the command line's --scale, --offset, --level, --bands, --pixel-size.
 */
export const readingSchema = z.object({
  bands: z.array(z.enum(BAND_IDS).nullable()).max(128).optional(),
  level: z.enum(['L1C', 'L2A']).optional(),
  scale: z.number().positive().optional(),
  offset: z.number().min(-10).max(10).optional(),
  pixelMetres: z.number().positive().optional(),
});
export type Reading = z.infer<typeof readingSchema>;

/**
 * POST /api/reading/preview {handle} or {product}, reading -> ReadingPreview: what a file that was chosen, or an open product,
 * would be like read so. Nothing is opened or kept. Refused with 400 where the file cannot be read at all, and for what is
 * on the network, of which nothing is fetched for a preview.
 */
export const previewReadingSchema = z
  .object({
    handle: handleSchema.optional(),
    product: z.string().min(1).max(64).optional(),
    reading: readingSchema,
  })
  .refine(({ handle, product }) => (handle === undefined) !== (product === undefined), 'a handle or a product');
export type PreviewReading = z.input<typeof previewReadingSchema>;

export interface ReadingPreview {
  /** PNG in base64, at most 240 pixels wide and high, stretched by its own contrast, no-data transparent. */
  readonly picture: { readonly png: string; readonly width: number; readonly height: number };
  /** What is drawn, red, green and blue or one in grey: `B04`, or `plane 1` where that is not named. */
  readonly shows: readonly string[];
  /** Pixels of the part that is drawn, where that is the middle of a larger file without overviews; null for all. */
  readonly part: { readonly width: number; readonly height: number } | null;
  /** Median reflectance of each band, of pixels spread over the file; of stored values where `scale` is null; null without any. */
  readonly medians: readonly { readonly name: string; readonly median: number | null }[];
  /** Reflectance = value * scale + offset, and what told them; null where the scale is not known. */
  readonly scale: number | null;
  readonly offset: number | null;
  readonly source: string | null;
  /** What Earth in sunlight says to the reflectances, with the words for it. */
  readonly verdict: 'fine' | 'warn' | 'refuse';
  readonly message: string | null;
  /** Why it could not be opened with what is said; null where it could. */
  readonly problem: { readonly message: string; readonly remedy?: string | undefined } | null;
}
