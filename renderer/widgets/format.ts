import { grouped, percentText, shortDay, withMinus } from '../../electron/engine/contract/number-text.ts';

export { grouped, percentText, withMinus };

/** A number with its minus sign and so many digits after the point; for people, not for files. */
export const decimal = (value: number, digits: number): string => withMinus(value.toFixed(digits));

/** Bytes in decimal units: `412 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** Percent of work that is under way: it says 100 when the work has ended, and not before. */
export function donePercent(fraction: number): number {
  return Math.min(99, Math.max(0, Math.floor(100 * fraction)));
}

/** Time in words a person reads at a glance. */
export function secondsText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The same of a guess, which is to no second: whole minutes from one on. */
export function guessText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes >= 1 && minutes < 60 ? `${minutes} min` : secondsText(seconds);
}

/** `53.4281 N 7.9120 W` */
export function lonLatText(lon: number, lat: number): string {
  const part = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
  return `${part(lat, 'N', 'S')} ${part(lon, 'E', 'W')}`;
}

/** Two significant digits, as scales are given. */
export function scaleText(denominator: number): string {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(denominator)) - 1);
  return `1:${grouped(Math.round(denominator / power) * power)}`;
}

/** Day and time in UTC, as Sentinel-2 products give it. */
export function sensingText(iso: string | null): string {
  if (!iso) return 'unknown';
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${shortDay(date)} ${date.toISOString().slice(11, 16)} UTC`;
}

/** Where the sun stood: from the vertical, and clockwise from north. */
export function anglesText({
  azimuthDegrees,
  zenithDegrees,
}: {
  readonly azimuthDegrees: number;
  readonly zenithDegrees: number;
}): string {
  return `azimuth ${azimuthDegrees.toFixed(1)}°, zenith ${zenithDegrees.toFixed(1)}°`;
}
