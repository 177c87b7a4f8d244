import { CODES_ITEM } from '../core/class-codes.ts';
import type { ClassCode } from '../core/classes.ts';
import { MISSING } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import { refuseUnknown } from './apply-mapping.ts';
import { type ClassMapping, classOfValue, MAPPINGS, mappingOf } from './mappings.ts';
import { OUTSIDE, type ValueRaster } from './value-raster.ts';

/** What a class raster holds, for choosing a mapping. */
interface Content {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  /** The value that the file itself calls no data. */
  readonly noData: number | null;
  /** Metadata items of the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ChosenMapping {
  readonly mapping: ClassMapping;
  /** How it was chosen where that was a guess. */
  readonly notes: readonly string[];
}

/** Zeros in a raster of Nephoscope's or KappaMask's codes are the frame that warping leaves; more than this is a class. */
const FRAME_SHARE = 0.1;
const CLASS_VALUES = 13;
/** How the note of a guess begins. */
export const GUESSED = 'Its codes are taken for those of';

/**
 * The mapping of a raster whose owner named none: guessed from what it holds where only one makes sense, with a note.
 * @throws CompareError listing the mappings that are possible
 */
export function guessMapping(content: Content, file: string): ChosenMapping {
  const certain = Object.keys(content.metadata).some((name) => name.startsWith('NEPHOSCOPE_'));
  // Our mask in Sen2Cor's codes says so.
  if (certain) return { mapping: mappingOf(content.metadata[CODES_ITEM] ?? 'nephoscope'), notes: [] };
  const total = content.counts.reduce((sum, count) => sum + count, 0);
  const entries = content.values
    .map((value, i) => ({ value, share: content.counts[i]! / Math.max(1, total) }))
    .filter(({ value }) => value !== content.noData && value >= 0)
    .sort((a, b) => a.value - b.value);
  const values = entries.map(({ value }) => value);
  const found = guess(content.noData, values, new Map(entries.map(({ value, share }) => [value, share])));
  if (found) {
    const mapping = mappingOf(found);
    return {
      mapping,
      notes: [`${GUESSED} ${mapping.name} (--mapping ${found}), by its values ${list(values)}.`],
    };
  }
  const fits = MAPPINGS.filter((mapping) => values.every((value) => classOfValue(mapping, value) !== null));
  const classes = fits.filter(({ classOf }) => !classOf);
  const possible = [classes, fits, MAPPINGS].find((some) => some.length > 0) ?? [];
  throw new CompareError(`${file} holds the values ${list(values)}, which may mean different things.`, {
    file,
    remedy: `Say whose codes they are (--mapping): ${possible.map(({ id }) => id).join(', ')}; or give your own, for example 0:1,1:4 (value:class).`,
  });
}

function guess(noData: number | null, values: readonly number[], shares: ReadonlyMap<number, number>): string | null {
  const within = (...allowed: number[]) => values.every((value) => allowed.includes(value));
  const has = (...some: number[]) => some.some((value) => shares.has(value));
  const most = values.at(-1) ?? 0;
  if (values.length === 0) return null;
  if (values.some((value) => !Number.isInteger(value))) {
    return most <= 1 ? 'cloud-probability-1' : most <= 100 ? 'cloud-probability' : null;
  }
  const isFrame = (shares.get(0) ?? 0) < FRAME_SHARE;
  // 1 clear, 2 cloud, 3 shadow, 4 snow, 5 water, 0 no data are python-fmask's: only with its 0 or without a 4 can they be meant.
  const mayBePythonFmask = noData === 0 || !has(4);
  if ((within(1, 2, 3, 4, 5) && !mayBePythonFmask) || (within(0, 1, 2, 3, 4, 5) && has(5) && isFrame))
    return 'nephoscope';
  if (most <= 11 && most >= 6 && has(4, 5, 6, 7) && values.length >= 3) return 'scl';
  if (within(0, 255) && has(0) && has(255)) return 's2cloudless-255';
  if (within(0, 1, 2, 3, 4, 255) && has(4) && has(255)) return 'fmask';
  if (most <= 3072 && within(0, 1024, 2048, 3072) && has(1024, 2048)) return 'qa60';
  // Bits 6 and 7 tell clear and water, 8 to 15 confidences that are never all zero (LSDS-1619).
  if (most > 5000 && values.every((value) => value === 1 || value >= 5000)) return 'landsat-qa';
  if (most <= 100 && values.length > CLASS_VALUES) return 'cloud-probability';
  return null;
}

function list(values: readonly number[]): string {
  return values.length > 8
    ? `${values.slice(0, 6).join(', ')} to ${values.at(-1)} (${values.length} in all)`
    : values.join(', ');
}

/**
 * Codes of ours for a raster of values. What the raster does not reach, NaN, the file's own no-data value and negative
 * numbers that the mapping does not name are missing.
 *
 * @throws CompareError for other values that the mapping does not name
 */
export function codesOf(
  raster: ValueRaster,
  mapping: ClassMapping,
  noData: number | null,
  file: string,
): { readonly codes: Uint8Array; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const unknown: [number, number][] = [];
  const table = raster.values.map((value, i): ClassCode | 0 => {
    if (value === OUTSIDE || Number.isNaN(value)) return MISSING;
    const named = classOfValue(mapping, value);
    if (named !== null) {
      if (value === noData && named !== MISSING)
        notes.push(`The file calls ${value} no data, but ${mapping.name} gives it a class: it is read as that.`);
      return named;
    }
    if (value === noData) return MISSING;
    if (value < 0 || !Number.isFinite(value)) {
      notes.push(`${value} (${raster.counts[i]} pixels) is taken for no data.`);
      return MISSING;
    }
    unknown.push([value, raster.counts[i]!]);
    return 0;
  });
  refuseUnknown(unknown, mapping, file);
  const { index } = raster;
  const codes = new Uint8Array(index.length);
  for (let i = 0; i < codes.length; i++) codes[i] = table[index[i]!]!;
  return { codes, notes };
}

/**
 * The mapping that a name stands for on what a raster holds: s2cloudless and cloud probabilities come in several scales
 * under one name.
 */
export function scaledMapping(mapping: ClassMapping, { values, noData }: Content): ChosenMapping {
  const there = values.filter((value) => value !== noData && value >= 0);
  const most = there.reduce((max, value) => Math.max(max, value), 0);
  const other =
    mapping.id === 's2cloudless' &&
    most === 255 &&
    there.every((value) => value === 0 || value === 255) &&
    noData !== 255
      ? 's2cloudless-255'
      : mapping.id === 's2cloudless' && there.some((value) => value > 1 && value !== 255)
        ? most <= 100 || (most === 255 && !there.some((value) => value > 100 && value < 255))
          ? 'cloud-probability'
          : 'cloud-probability-255'
        : mapping.id === 's2cloudless' && there.some((value) => value > 0 && value < 1)
          ? 'cloud-probability-1'
          : mapping.id === 'cloud-probability' && there.some((value) => !Number.isInteger(value)) && most <= 1
            ? 'cloud-probability-1'
            : mapping.id === 'cloud-probability' && there.filter((value) => value > 100 && value < 255).length > 0
              ? 'cloud-probability-255'
              : null;
  if (other === null) return { mapping, notes: [] };
  const chosen = mappingOf(other);
  return { mapping: chosen, notes: [`By its values it is read as ${chosen.name} (--mapping ${other}).`] };
}
