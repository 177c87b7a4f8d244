import type { StoredToDn } from '../types.ts';
import type { ZarrArrayMetadata } from './array-metadata.ts';
import { numberAt } from './attributes.ts';
import type { Attributes } from './hierarchy.ts';
import { asRecord } from './lenient-json.ts';

/** ESA's numbers, in which reflectances that are stored as such are read. */
const ESA = { scale: 1e-4, offset: -0.1 } as const;

/** How an array's values become DN, and DN reflectance = DN * scale + offset; null where nothing tells. */
export interface BandScaling {
  readonly scale: number | null;
  readonly offset: number | null;
  readonly toDn?: StoredToDn;
}

/** Reflectance = value * scale + offset, as the user gives it. */
interface Given {
  readonly scale?: number;
  readonly offset?: number;
}

/**
 * Tells how the values of a band are read. Whole numbers are DN, whose scale and offset their attributes have, or the
 * copy of these (`_eopf_attrs`). Floats are reflectances, NaN where there is no data, and become the DN that they were
 * made of: their own attributes hold a scale only where it is still to be applied (CF conventions, 8.1).
 */
export function bandScaling({ type }: ZarrArrayMetadata, attributes: Attributes, given: Given): BandScaling {
  const copy = asRecord(attributes._eopf_attrs);
  const of = (key: string, from: readonly Attributes[]) =>
    from.map((own) => numberAt(own, key)).find((value) => value !== null) ?? null;
  if (type.startsWith('float')) {
    const scale = of('scale_factor', [copy]) ?? ESA.scale;
    const offset = of('add_offset', [copy]) ?? ESA.offset;
    const own = {
      scale: given.scale ?? of('scale_factor', [attributes]) ?? 1,
      offset: given.offset ?? of('add_offset', [attributes]) ?? 0,
    };
    const toDn = { scale: own.scale / scale, offset: (own.offset - offset) / scale, noData: null, zeroIsValid: true };
    return { scale, offset, toDn };
  }
  const noData = of('_FillValue', [attributes]) ?? of('fill_value', [attributes, copy]) ?? 0;
  const isPlain = type === 'uint16' && noData === 0;
  return {
    scale: of('scale_factor', [attributes, copy]),
    offset: of('add_offset', [attributes, copy]),
    ...(isPlain ? {} : { toDn: { scale: 1, offset: 0, noData } }),
  };
}
