/** The tile of a granule, by which an analyst knows it; the whole name where it holds none. */
export function granuleLabel(name: string): string {
  return /(?:^|_)(T\d{2}[A-Z]{3})(?:_|$)/.exec(name)?.[1] ?? name;
}
