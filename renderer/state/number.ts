export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Digits kept after the point. */
  readonly digits: number;
}

/** How many metres, or square metres, a unit is. */
const LENGTHS: Readonly<Record<string, number>> = { m: 1, km: 1000 };
const AREAS: Readonly<Record<string, number>> = { 'm²': 1, m2: 1, ha: 1e4, 'km²': 1e6, km2: 1e6 };

/** What a value in the unit that was written is times in the field's; null where one cannot be brought into the other. */
function factorOf(written: string, unit: string): number | null {
  if (written === '' || written === unit.toLowerCase()) return 1;
  for (const units of [LENGTHS, AREAS]) {
    const [from, to] = [units[written], units[unit]];
    if (from !== undefined && to !== undefined) return from / to;
  }
  return null;
}

/**
 * Reads a number as people write it: point or comma, spaces as separators, a unit behind, which is converted. Brings it
 * into the range; null where it is no number or of another kind than the field's unit.
 */
export function parseNumber(text: string, { min, max, digits }: NumberRange, unit = ''): number | null {
  const match = /^([+\u2212-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*([^\d.,]*?\d?)$/.exec(
    text.replace(/[\s\u00a0\u2009\u202f](?=\d)/g, '').trim(),
  );
  if (!match) return null;
  const factor = factorOf(match[2]!.toLowerCase(), unit);
  const value = Number(match[1]!.replace(',', '.').replace('\u2212', '-')) * (factor ?? Number.NaN);
  if (!Number.isFinite(value)) return null;
  return Number(Math.min(max, Math.max(min, value)).toFixed(digits));
}

export function stepNumber(value: number, step: number, { min, max, digits }: NumberRange): number {
  return Number(Math.min(max, Math.max(min, value + step)).toFixed(digits));
}
