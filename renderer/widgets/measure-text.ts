import { grouped } from './format.ts';

export const LENGTH_UNITS = ['auto', 'm', 'km'] as const;
export const AREA_UNITS = ['auto', 'm²', 'ha', 'km²'] as const;
export type LengthUnit = (typeof LENGTH_UNITS)[number];
export type AreaUnit = (typeof AREA_UNITS)[number];

const SQUARE_METRES: Readonly<Record<Exclude<AreaUnit, 'auto'>, number>> = { 'm²': 1, ha: 1e4, 'km²': 1e6 };

/** Digits after the point, so that a number has at least four that count. */
const digitsOf = (value: number): number => (value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3);

/** A length with its unit; without a wish metres below a kilometre, else kilometres. */
export function lengthText(metres: number, unit: LengthUnit = 'auto'): string {
  const isKilometres = unit === 'km' || (unit === 'auto' && metres >= 1000);
  if (!isKilometres) return `${grouped(metres, metres < 100 ? 1 : 0)} m`;
  return `${grouped(metres / 1000, digitsOf(metres / 1000))} km`;
}

/** An area with its unit; without a wish square metres below a hectare, then hectares, square kilometres from 100 ha. */
export function areaText(squareMetres: number, unit: AreaUnit = 'auto'): string {
  const chosen = unit !== 'auto' ? unit : squareMetres < 1e4 ? 'm²' : squareMetres < 1e6 ? 'ha' : 'km²';
  const value = squareMetres / SQUARE_METRES[chosen];
  return `${grouped(value, chosen === 'm²' ? 0 : digitsOf(value))} ${chosen}`;
}
