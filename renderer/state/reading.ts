import { create } from 'zustand';
import type { BandId, Choice, Level, ProductDetail, Reading } from '../api/types.ts';
import { openDialog } from './ui.ts';

interface AtAddress {
  readonly address: string;
  readonly name: string;
}

export interface ReadingQuestion {
  /** The file, here or at an address; or the open product that is to be read otherwise. */
  readonly of: Choice | AtAddress | ProductDetail;
  /** What the engine said when it opened the file without being told more; null where it could be opened. */
  readonly error: unknown;
}

/** The file of which is asked how it is to be read. */
export const useReadingQuestion = create<{ readonly question: ReadingQuestion | null }>(() => ({ question: null }));

/** Whether an error says that bands, level, scale, offset or pixel size must be given. */
export function asksForReading(error: unknown): boolean {
  const { remedy } = error as { remedy?: string };
  return /--(bands|level|scale|offset|pixel-size)\b/.test(remedy ?? '');
}

export function askReading(of: Choice | AtAddress, error: unknown): void {
  useReadingQuestion.setState({ question: { of, error } });
  openDialog('reading');
}

/** Asks how an open product is to be read instead. */
export function askOtherReading(product: ProductDetail): void {
  useReadingQuestion.setState({ question: { of: product, error: null } });
  openDialog('reading');
}

/** The fields of the form as they are typed; empty where nothing is said. */
export interface ReadingFields {
  readonly bands: string;
  readonly level: Level | '';
  readonly scale: string;
  readonly offset: string;
  readonly pixelMetres: string;
}

export const EMPTY_READING: ReadingFields = { bands: '', level: '', scale: '', offset: '', pixelMetres: '' };

/** The fields that say a reading. */
export function fieldsOf({ bands, level, scale, offset, pixelMetres }: Reading): ReadingFields {
  return {
    bands: bands?.map((band) => band ?? '-').join(', ') ?? '',
    level: level ?? '',
    scale: scale === undefined ? '' : String(scale),
    offset: offset === undefined ? '' : String(offset),
    pixelMetres: pixelMetres === undefined ? '' : String(pixelMetres),
  };
}

const BAND = /^B(0[1-9]|8A|1[0-2])$/;

/** What the fields say, or the problem of each that says nothing of use. */
export function readingOf(
  fields: ReadingFields,
): { readonly reading: Reading } | { readonly problems: Partial<Record<keyof ReadingFields, string>> } {
  const problems: Partial<Record<keyof ReadingFields, string>> = {};
  const number = (field: 'scale' | 'offset' | 'pixelMetres', isPositive: boolean): number | undefined => {
    const text = fields[field].trim().replace(',', '.');
    if (text === '') return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) problems[field] = 'A number is wanted.';
    else if (isPositive && !(value > 0)) problems[field] = 'A number above 0 is wanted.';
    return value;
  };
  const bands = fields.bands.trim() === '' ? undefined : fields.bands.split(/[\s,;]+/).filter((name) => name !== '');
  const ids = bands?.map(bandOf);
  const wrong = bands?.filter((_, k) => ids?.[k] === undefined) ?? [];
  if (wrong.length > 0)
    problems.bands = `${wrong.join(', ')}: no band of Sentinel-2. Write for example B02, B03, B04, B08, -`;
  const [scale, offset] = [number('scale', true), number('offset', false)];
  const pixelMetres = number('pixelMetres', true);
  if (Object.keys(problems).length > 0) return { problems };
  return {
    reading: {
      ...(ids ? { bands: ids.map((id) => id ?? null) } : {}),
      ...(fields.level === '' ? {} : { level: fields.level }),
      ...(scale === undefined ? {} : { scale }),
      ...(offset === undefined ? {} : { offset }),
      ...(pixelMetres === undefined ? {} : { pixelMetres }),
    },
  };
}

/** A band by its name, `B2` as well; null for `-`, a plane that is none; undefined for what is neither. */
function bandOf(text: string): BandId | null | undefined {
  if (/^[-–—]$/.test(text)) return null;
  const name = text.toUpperCase().replace(/^B(\d)$/, 'B0$1');
  return BAND.test(name) ? (name as BandId) : undefined;
}
