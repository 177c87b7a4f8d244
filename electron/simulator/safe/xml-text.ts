/** Elements one below the other, `indent` spaces in. */
export function lines(items: readonly string[], indent: number): string {
  return items.map((item) => ' '.repeat(indent) + item).join('\n');
}

/** An element for every band index in `indices`. */
export function perBand(indices: readonly number[], element: (band: number) => string, indent: number): string {
  return lines(indices.map(element), indent);
}
