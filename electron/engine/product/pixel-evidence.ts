import type { BandId } from '../core/bands.ts';
import type { ConvertedBand } from './band-files.ts';
import { impossibleShare, type RadiometryEvidence } from './radiometry.ts';
import { sampleTiff } from './tiff-sample.ts';

/** SCALE and OFFSET of the converted bands where all have the same. */
export function commonTags(converted: readonly ConvertedBand[]): RadiometryEvidence['tags'] {
  const of = (what: 'scale' | 'offset') => {
    const told = new Set(converted.map(({ traits }) => traits[what]));
    return told.size === 1 ? [...told][0]! : null;
  };
  return { scale: of('scale'), offset: of('offset') };
}

/** Bands in which no ground is darker than nothing, most telling first. */
const TELLING: readonly BandId[] = ['B12', 'B11', 'B04', 'B05'];

/** The largest share of impossible pixels in the telling bands; null where none can be looked at. */
export async function impossibleIn(converted: readonly ConvertedBand[], offsetDn: number): Promise<number | null> {
  const shares = await Promise.all(
    TELLING.map(async (band) => {
      const entry = converted.find(({ layer }) => layer === band)?.entry;
      const values = entry ? await sampleTiff(entry).catch(() => []) : [];
      return values.length === 0 ? null : impossibleShare(values, offsetDn, 10_000);
    }),
  );
  const known = shares.filter((share) => share !== null);
  return known.length === 0 ? null : Math.max(...known);
}
