/** One is made in some milliseconds, which figures that follow a slider have not. */
const formats = new Map<number, Intl.NumberFormat>();

/** A written number with a minus sign in place of the hyphen, which is for words. */
export const withMinus = (written: string): string => written.replace(/^-/, '\u2212');

/** A number with thin spaces between thousands. */
export function grouped(value: number, digits = 0): string {
  const format =
    formats.get(digits) ??
    new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(digits, format);
  return withMinus(format.format(value).replaceAll(',', '\u202f'));
}

/** `12.3 %`, so that neither a trace nor a lack is rounded away. */
export function percentText(percent: number): string {
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  if (percent < 100 && percent >= 99.95) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}
