import { z } from 'zod';

/** POST /api/areas: the content of a file that holds an area, or of the parts of a shapefile -> AreaReading */
export const readAreaSchema = z.object({
  files: z
    .array(z.object({ name: z.string().min(1).max(255), base64: z.string() }))
    .min(1)
    .max(8),
});

export interface AreaReading {
  /** Polygons whose union is meant: rings of lon/lat degrees, the outer one first. */
  readonly polygons: [number, number][][][];
  /** What was passed over or assumed, in words. */
  readonly notes: readonly string[];
}
