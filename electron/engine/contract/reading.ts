import { z } from 'zod';
import { BAND_IDS } from '../core/bands.ts';

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
