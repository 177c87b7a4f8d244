import { inverse, toPoint } from 'mgrs';
import { type FoundPlace, PlaceError } from './found-place.ts';
import { squareCorner, tilePlace } from './tile.ts';
import { isInBand } from './utm.ts';

const FORM = /^(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d*)$/;
/** Letters of the columns of a zone: they repeat every three zones. */
const COLUMNS = ['STUVWXYZ', 'ABCDEFGH', 'JKLMNPQR'];

/** @throws PlaceError where a zone has no such square */
function requireSquare(zone: number, band: string, column: string, square: string): void {
  if (zone < 1 || zone > 60) throw new PlaceError(`There are zones 1 to 60, not ${zone}.`);
  const columns = COLUMNS[zone % 3]!;
  if (!columns.includes(column))
    throw new PlaceError(`Zone ${zone} has columns ${columns[0]} to ${columns.at(-1)}, not ${column}.`);
  const [, south] = squareCorner(square);
  if (!isInBand(band, south)) throw new PlaceError(`There is no square ${square} in band ${band}.`);
}

/**
 * Reads MGRS, the names of Sentinel-2 tiles (the same square, with a T or without), and names of products that hold one.
 *
 * @throws PlaceError where it nearly is one
 */
export function readMgrs(text: string): FoundPlace[] {
  const upper = text.toUpperCase();
  const named = /(?:^|_)T(\d{2}[A-Z]{3})(?=_|\.|$)/.exec(upper)?.[1];
  const [, zone, band, column, row, digits = ''] = FORM.exec(named ?? upper.replaceAll(/\s/g, '')) ?? [];
  if (!zone || !band || !column || !row) return [];
  const square = `${Number(zone)}${band}${column}${row}`;
  requireSquare(Number(zone), band, column, square);
  if (digits === '') return [tilePlace(Number(zone), band, square)];
  if (digits.length % 2 === 1 || digits.length > 10)
    throw new PlaceError('After the square MGRS has as many digits for east as for north, 1 to 5 of each.');
  const [lon, lat] = toPoint(square + digits);
  const metres = 10 ** (5 - digits.length / 2);
  const box = metres >= 1000 ? inverse(square + digits) : null;
  return [
    {
      kind: metres === 1 ? 'MGRS' : `MGRS, to ${metres >= 1000 ? `${metres / 1000} km` : `${metres} m`}`,
      lon,
      lat,
      box,
    },
  ];
}
