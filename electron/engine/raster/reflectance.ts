import type { BandId } from '../core/bands.ts';
import type { Product } from '../product/types.ts';

type Scale = Pick<Product, 'offsets' | 'quantification'>;

/** Reflectance of a digital number of a band; null where it says that there is no data. */
export function reflectanceOf({ offsets, quantification }: Scale, band: BandId, dn: number): number | null {
  return dn === 0 ? null : (dn + (offsets[band] ?? 0)) / quantification;
}

/** The same of a whole plane; NaN where there is no data. */
export function reflectancePlane({ offsets, quantification }: Scale, band: BandId, dn: Uint16Array): Float32Array {
  const offset = offsets[band] ?? 0;
  return Float32Array.from(dn, (value) => (value === 0 ? Number.NaN : (value + offset) / quantification));
}

/** The value below which a share (0 to 1) of a plane lies, without what is NaN; 0 where all of it is. */
export function planePercentile(plane: Float32Array, share: number): number {
  const valid = plane.filter((value) => !Number.isNaN(value)).sort();
  return valid[Math.min(valid.length - 1, Math.floor(share * valid.length))] ?? 0;
}
