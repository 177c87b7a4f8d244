/** Whether the first bytes of a file, as Latin-1 characters, are those of a TIFF, classic or big. */
export function isTiff(magic: string): boolean {
  return /^(II[*+]\0|MM\0[*+])/.test(magic);
}

/** Whether they are those of a JPEG 2000 file: its signature box, or the first markers of a bare codestream (ISO/IEC 15444-1). */
export function isJpeg2000(magic: string): boolean {
  return magic.slice(4, 8) === 'jP  ' || magic.startsWith('\u00FF\u004F\u00FF\u0051');
}
