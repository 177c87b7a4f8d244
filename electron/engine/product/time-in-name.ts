/**
 * When a product was taken, as its name tells: `20240506T101031`, or the day alone as `20240506` or `2024-05-06`; the first
 * that is a date. ISO 8601, UTC; of a day alone its beginning.
 */
export function timeInName(name: string): { readonly time: string; readonly isDayOnly: boolean } | null {
  for (const [, year, month, day, ...clock] of name.matchAll(/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/g)) {
    const time = `${year}-${month}-${day}T${clock.join(':')}Z`;
    if (isDate(time)) return { time, isDayOnly: false };
  }
  for (const [, year, month, day] of name.matchAll(/(?<=^|[_.\s-])(20\d{2})-?(\d{2})-?(\d{2})(?=[_.\s-]|$)/g)) {
    const time = `${year}-${month}-${day}T00:00:00Z`;
    if (isDate(time)) return { time, isDayOnly: true };
  }
  return null;
}

/** 30 February is read as a day of March by `Date`. */
function isDate(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === time.slice(0, 19);
}
