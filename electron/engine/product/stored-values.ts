import type { Samples } from '../gdal/read.ts';
import type { Product, StoredToDn } from './types.ts';

/** Reflectance = stored value * scale + offset. */
export interface StoredScaling {
  readonly scale: number;
  readonly offset: number;
}

/**
 * How the values of the band files become reflectance where they are made DN of ours first, so that the DN's own scale and
 * offset say nothing of the files; null where they are DN already, or are read in several ways.
 */
export function storedScaling({
  bands,
  offsets,
  quantification,
}: Pick<Product, 'bands' | 'offsets' | 'quantification'>): StoredScaling | null {
  const scalings = Object.entries(bands).flatMap(([band, files]) =>
    files.map(({ toDn }) => {
      const { scale, offset } = toDn ?? { scale: 1, offset: 0 };
      if (scale === 1 && offset === 0) return null;
      const dnOffset = offsets[band as keyof typeof offsets] ?? 0;
      return { scale: rounded(scale / quantification), offset: rounded((offset + dnOffset) / quantification) };
    }),
  );
  const [first = null] = scalings;
  const isAlike = scalings.every((one) => one?.scale === first?.scale && one?.offset === first?.offset);
  return isAlike ? first : null;
}

/** Without the digits that sums and quotients leave. */
function rounded(value: number): number {
  return Number(value.toFixed(12));
}

/**
 * Stored samples as DN; 0 is missing: where the mask is 0, where the value is the file's no-data, and as `toDn` says.
 * Without `toDn` values are DN already and are clamped to 0..65535.
 *
 * @param noData as the file states it; NaN possible
 */
export function storedToDn(
  values: Samples,
  mask: Samples | null,
  noData: number | null,
  toDn: StoredToDn | undefined,
): Uint16Array {
  const isPlain = !toDn && values instanceof Uint16Array && mask === null && (noData === null || noData === 0);
  if (isPlain) return values as Uint16Array;
  const { scale = 1, offset = 0 } = toDn ?? {};
  const isMissing = missingTest(noData, toDn);
  const lowestDn = toDn ? 1 : 0;
  const dn = new Uint16Array(values.length);
  for (let i = 0; i < dn.length; i++) {
    const value = values[i]!;
    if (mask?.[i] === 0 || isMissing(value)) continue;
    dn[i] = Math.min(65_535, Math.max(lowestDn, Math.round(value * scale + offset)));
  }
  return dn;
}

/** Which stored values are missing, whatever the mask says: see {@link storedToDn}. */
export function missingTest(noData: number | null, toDn: StoredToDn | undefined): (value: number) => boolean {
  const { lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY, zeroIsValid = false } = toDn ?? {};
  const given = toDn?.noData ?? null;
  return (value) =>
    !Number.isFinite(value) ||
    value === noData ||
    value === given ||
    (value === 0 && !zeroIsValid) ||
    value < lowest ||
    value > highest;
}
