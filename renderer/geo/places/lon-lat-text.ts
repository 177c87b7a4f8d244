import { type FoundPlace, PlaceError } from './found-place.ts';

type Axis = 'lat' | 'lon';

interface Angle {
  readonly degrees: number;
  /** Known where a letter or a word says it. */
  readonly axis: Axis | null;
}

const NUMBER = /[+-]?\d+(?:\.\d+)?/g;
const SIGNS = /^(?:[\s°'":]|deg|min|sec|[dms])*$/i;

/** The signs of angles as they are typed, and a decimal comma where it cannot be anything else. */
function plain(text: string): string {
  const signs = text
    .replaceAll(/[\u2032\u2019\u00b4`]/g, "'")
    .replaceAll(/[\u2033\u201d\u201c]|''/g, '"')
    .replaceAll(/[\u00ba\u02da]/g, '°')
    .replaceAll(/[\u2212\u2013]/g, '-');
  const hasDecimalCommas = !signs.includes('.') && /^\D*\d+,\d+\D*[;\s]\D*\d+,\d+\D*$/.test(signs);
  return hasDecimalCommas ? signs.replaceAll(/(\d),(\d)/g, '$1.$2') : signs;
}

/** One angle: degrees, minutes, seconds, with a letter or none. @throws PlaceError */
function angleOf(text: string): Angle | null {
  const letter = /^\s*([NSEW])|([NSEW])\s*$/i.exec(text);
  const side = (letter?.[1] ?? letter?.[2])?.toUpperCase();
  const rest = side ? text.replace(/^\s*[NSEW]|[NSEW]\s*$/i, '') : text;
  const parts = rest.match(NUMBER) ?? [];
  if (parts.length === 0 || parts.length > 3 || !SIGNS.test(rest.replaceAll(NUMBER, ''))) return null;
  const numbers = parts.map(Number);
  if (parts.slice(1).some((part) => /^[+-]/.test(part))) return null;
  if (parts.slice(0, -1).some((part) => part.includes('.')))
    throw new PlaceError('Only the last of degrees, minutes and seconds may have decimals.');
  if (numbers.slice(1).some((value) => value >= 60)) throw new PlaceError('Minutes and seconds are below 60.');
  const [degrees = 0, minutes = 0, seconds = 0] = numbers;
  const isNegative = parts[0]!.startsWith('-');
  if (side && isNegative) throw new PlaceError(`Give a sign or the letter ${side}, not both.`);
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const sign = isNegative || side === 'S' || side === 'W' ? -1 : 1;
  const axis = side === undefined ? null : side === 'N' || side === 'S' ? 'lat' : 'lon';
  return { degrees: sign * size, axis };
}

/** The two halves of a text: at a comma, by their letters, or by half of the numbers. */
function halves(text: string): readonly [string, string] | null {
  const separated = text.split(/[,;/|]/);
  if (separated.length === 2) return [separated[0]!, separated[1]!];
  if (separated.length > 2) return null;
  const letters = [...text.matchAll(/[NSEW]/gi)];
  if (letters.length === 2) {
    const cut = /^\s*[NSEW]/i.test(text) ? letters[1]!.index : letters[0]!.index + 1;
    return [text.slice(0, cut), text.slice(cut)];
  }
  const numbers = [...text.matchAll(NUMBER)];
  if (numbers.length === 0 || numbers.length % 2 === 1) return null;
  const cut = numbers[numbers.length / 2]!.index;
  return [text.slice(0, cut), text.slice(cut)];
}

function place(kind: string, lat: number, lon: number): FoundPlace[] {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [{ kind, lat, lon, box: null }] : [];
}

const LAT_FIRST = 'Latitude, longitude';
const LON_FIRST = 'Longitude, latitude';

/** The order that words around the numbers tell: `lat 53.4 lon -7.9`, `geo:53.4,-7.9`, `POINT(-7.9 53.4)`. */
function toldOrder(text: string): { readonly order: readonly [Axis, Axis] | null; readonly rest: string } {
  if (/^geo:/i.test(text)) return { order: ['lat', 'lon'], rest: text.slice(4) };
  const point = /^(?:SRID=4326;)?\s*POINT\s*\(([^)]*)\)$/i.exec(text);
  if (point) return { order: ['lon', 'lat'], rest: point[1]! };
  const words = [...text.matchAll(/\b(lat|lon|lng|long)(?:itude)?\b/gi)].map(([, word]) => word!.toLowerCase());
  const order =
    words.length === 2 ? (words[0] === 'lat' ? (['lat', 'lon'] as const) : (['lon', 'lat'] as const)) : null;
  return { order, rest: order ? text.replaceAll(/\b(lat|lon|lng|long)(?:itude)?\b\s*[:=]?/gi, ' ') : text };
}

/**
 * Reads longitude and latitude in decimals or in degrees, minutes and seconds. Where neither letters nor the size of the numbers
 * tell which is which, both readings are given.
 *
 * @throws PlaceError where it nearly is one
 */
export function readLonLat(text: string): FoundPlace[] {
  const { order, rest } = toldOrder(plain(text.trim()));
  const parts = halves(rest);
  const [first, second] = parts?.map(angleOf) ?? [];
  if (!first || !second) return [];
  if (first.axis !== null && first.axis === second.axis)
    throw new PlaceError(`Both numbers are ${first.axis === 'lat' ? 'latitudes' : 'longitudes'}.`);
  const firstAxis = first.axis ?? (second.axis ? (second.axis === 'lat' ? 'lon' : 'lat') : (order?.[0] ?? null));
  const latFirst = firstAxis === 'lon' ? [] : place(LAT_FIRST, first.degrees, second.degrees);
  const lonFirst = firstAxis === 'lat' ? [] : place(LON_FIRST, second.degrees, first.degrees);
  const found = [...latFirst, ...lonFirst];
  if (found.length === 0) throw new PlaceError('Latitudes end at 90 degrees, longitudes at 180.');
  return first.degrees === second.degrees ? found.slice(0, 1) : found;
}
