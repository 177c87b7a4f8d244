import type { BandId } from '../core/bands.ts';
import type { ConvertedBand } from './band-files.ts';
import type { RadiometryEvidence } from './radiometry-types.ts';
import { sampleTiff } from './tiff-sample.ts';

/** SCALE and OFFSET of the converted bands: what all have in common, and the offsets band by band where all have one. */
export function commonTags(converted: readonly ConvertedBand[]): RadiometryEvidence['tags'] {
  const of = (what: 'scale' | 'offset') => {
    const told = new Set(converted.map(({ traits }) => traits[what]));
    return told.size === 1 ? [...told][0]! : null;
  };
  const offset = of('offset');
  const offsets = converted.map(({ layer, traits }) => [layer, traits.offset] as const);
  const differs = (what: 'scale' | 'offset') => new Set(converted.map(({ traits }) => traits[what])).size > 1;
  return {
    scale: of('scale'),
    offset,
    byBand:
      differs('offset') && !differs('scale') && offsets.every(([, told]) => told !== null)
        ? (Object.fromEntries(offsets) as Partial<Record<BandId, number>>)
        : null,
    conflict: (['scale', 'offset'] as const)
      .filter(differs)
      .map(
        (what) =>
          `${what}s of ${converted.map(({ layer, traits }) => `${layer} ${traits[what] ?? 'none'}`).join(', ')}`,
      )
      .join('; '),
  };
}

/** Bands in which no ground is darker than nothing, most telling first. */
const TELLING: readonly BandId[] = ['B12', 'B11', 'B04', 'B05'];

/** The largest share of impossible pixels in the telling bands; null where none can be looked at. */
export async function impossibleIn(
  converted: readonly ConvertedBand[],
  offsetDn: number,
  quantification: number,
): Promise<number | null> {
  const shares = await Promise.all(
    TELLING.map(async (band) => {
      const entry = converted.find(({ layer }) => layer === band)?.entry;
      const values = entry ? await sampleTiff(entry).catch(() => []) : [];
      return values.length === 0 ? null : impossibleShare(values, offsetDn, quantification);
    }),
  );
  const known = shares.filter((share) => share !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Reflectance below which a pixel of red or short-wave infrared is neither shadow nor noise. */
const IMPOSSIBLE_REFLECTANCE = -0.01;

/** Share of values, as of {@link sampleTiff}, that an offset makes impossible reflectances. */
function impossibleShare(values: readonly number[], offsetDn: number, quantification: number): number {
  return values.filter((value) => (value + offsetDn) / quantification < IMPOSSIBLE_REFLECTANCE).length / values.length;
}
