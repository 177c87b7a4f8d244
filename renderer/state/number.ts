export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Digits kept after the point. */
  readonly digits: number;
}

/**
 * Reads a number as people write it: point or comma, spaces as separators, a unit behind. Brings it into the range; null
 * where it is no number.
 */
export function parseNumber(text: string, { min, max, digits }: NumberRange): number | null {
  const match = /^([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*[^\d.,]*$/.exec(
    text.replace(/[\s\u00a0\u2009\u202f](?=\d)/g, '').trim(),
  );
  if (!match) return null;
  const value = Number(match[1]!.replace(',', '.'));
  if (!Number.isFinite(value)) return null;
  return Number(Math.min(max, Math.max(min, value)).toFixed(digits));
}

export function stepNumber(value: number, step: number, { min, max, digits }: NumberRange): number {
  return Number(Math.min(max, Math.max(min, value + step)).toFixed(digits));
}
