import { CompareError } from '../core/errors.ts';
import { type ClassMapping, classOfValue } from './mappings.ts';

/**
 * Values of a raster as our codes, pixel by pixel.
 *
 * @param file that they are of, as the user knows it
 * @throws CompareError listing values that the mapping does not name (up to five, with how often they occur).
 */
export function applyMapping(values: ArrayLike<number>, mapping: ClassMapping, file: string): Uint8Array {
  const known = new Map<number, { code: number; count: number }>();
  const codes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let entry = known.get(value);
    if (!entry) {
      entry = { code: classOfValue(mapping, value) ?? 0, count: 0 };
      known.set(value, entry);
    }
    entry.count++;
    codes[i] = entry.code;
  }
  refuseUnknown(
    [...known].filter(([, { code }]) => code === 0).map(([value, { count }]) => [value, count] as const),
    mapping,
    file,
  );
  return codes;
}

/** @throws CompareError where there are values (with their numbers of pixels) that a mapping does not name */
export function refuseUnknown(
  unknown: readonly (readonly [number, number])[],
  mapping: ClassMapping,
  file: string,
): void {
  if (unknown.length === 0) return;
  const most = [...unknown].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const list = most.map(([value, count]) => `${value} (${count} pixels)`).join(', ');
  throw new CompareError(
    `${file} holds ${unknown.length} values that the mapping ${mapping.name} does not name: ${list}.`,
    { file, remedy: 'Choose another mapping, or give your own; or another raster, if these are no classes.' },
  );
}

/** Planes of MSK_CLASSI as values for the mapping `classification`: 1 opaque, 2 cirrus, 3 both, else 0. */
export function classificationValues(opaque: ArrayLike<number>, cirrus: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: opaque.length }, (_, i) => (opaque[i] ? 1 : 0) + (cirrus[i] ? 2 : 0));
}
