const LEAST = 100;
const MOST = 500_000_000;
const TIMES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/** The denominator of a scale as people write it: `1:250 000`, `250000`, `1:250k`, `1:1.5M`; null for something else. */
export function readScale(text: string): number | null {
  const plain = text
    .replaceAll(/[\s\u2009\u202f\u00a0_']/g, '')
    .replace(/^1[:/]/, '')
    .replaceAll(/,(?=\d{3}(?:\D|$))/g, '')
    .replaceAll(/\.(?=\d{3}(?:\D|$))/g, '');
  const [, digits, times = ''] = /^(\d+(?:[.,]\d+)?)([km]?)$/i.exec(plain) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits.replace(',', '.')) * TIMES[times.toLowerCase()]!;
  return value >= LEAST && value <= MOST ? value : null;
}
