/** The text of an XML file, or of its beginning: UTF-8, or UTF-16 as its first bytes tell (XML 1.0, appendix F). */
export function xmlText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return 'utf-8';
}

/** What bytes are that are named as XML and hold none, in words that go on after the file's name; null for XML. */
export function notXml(bytes: Uint8Array, text: string): string | null {
  if (text.trim() === '') return `is empty (${bytes.length} bytes)`;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'is compressed (gzip), not XML';
  if (text.includes('\0')) return `is damaged: ${/[^\0]/.test(text) ? 'it holds' : 'it is nothing but'} zero bytes`;
  if (/^\s*<(!doctype\s+)?html\b/i.test(text)) return 'is a web page, not metadata: something else was downloaded';
  return null;
}
