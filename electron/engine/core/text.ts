/**
 * Text of a file of unknown encoding: UTF-8, or UTF-16 of either byte order (Excel's "Unicode text", Windows' Notepad),
 * with or without a byte order mark, which is left out; otherwise Windows-1252.
 */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Text starts with letters of ASCII here: a brace, a header, a number. Half of their UTF-16 is zero.
  if (a !== 0 && b === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0 && b !== undefined && b !== 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

/** Order of names in which numbers count by their value: `chip 2` before `chip 10`. */
export function naturalOrder(a: string, b: string): number {
  return NUMERIC.compare(a, b);
}
