import type { MainHeader } from './codestream.ts';
import { parseTilePartHeader } from './packets.ts';

const COD = 0xff52;
const SOT = 0xff90;
/** Bit of the code-block style by which an encoder promises predictable termination (ISO/IEC 15444-1, table A.19). */
export const PREDICTABLE_TERMINATION = 0x10;
/** Position of the code-block style in a COD marker segment, marker included. */
const BLOCK_STYLE_AT = 12;

/**
 * Whether the end of a code-block tells of damage in it: an arithmetic decoder whose input was changed goes out of step
 * and ends long before or after the last byte. True of bands whose blocks are one whole codeword, as ESA's are; not
 * where rate control cut them short (several layers, no lossless transform), nor of pictures and classes of 8 bits.
 */
export function canCheckBlocks({ coding, components, bitDepth }: MainHeader): boolean {
  return components === 1 && bitDepth > 8 && coding.blockStyle === 0 && coding.layers === 1 && coding.reversible;
}

/**
 * A COD marker segment that promises predictable termination; others as they are. No sample depends on that promise:
 * OpenJPEG then looks where each code-block ended (`opj_t1_decode_cblk`, `check_pterm`) and says what it found.
 */
export function withBlockCheck(segment: Uint8Array): Uint8Array {
  if (segment[0]! * 256 + segment[1]! !== COD) return segment;
  const copy = segment.slice();
  copy[BLOCK_STYLE_AT]! |= PREDICTABLE_TERMINATION;
  return copy;
}

/** ESA's encoder leaves out up to 4 bytes at the end of a noisy block, 6 of a flat one, all of which a decoder makes up. */
const MAX_MADE_UP_BYTES = 6;

/**
 * Damage that OpenJPEG spoke of while it decoded a tile, in words; null where it had nothing to say.
 *
 * @param lines what it printed
 */
export function damageIn(lines: readonly string[]): string | null {
  let blocks = 0;
  let first: string | null = null;
  for (const line of lines) {
    if (!line.startsWith('[ERROR]') && !line.startsWith('[WARNING]')) continue;
    const madeUp = /PTERM check failure: (\d+) synthesized/.exec(line);
    if (madeUp && Number(madeUp[1]) <= MAX_MADE_UP_BYTES) continue;
    if (line.includes('PTERM check failure')) blocks++;
    else first ??= line.slice(line.indexOf(']') + 1).trim();
  }
  if (blocks === 1) return '1 code-block of it ends where none may end';
  if (blocks > 0) return `${blocks} code-blocks of it end where none may end`;
  return first?.slice(0, 200) ?? null;
}

/** Zeros that follow on each other in no compressed data: half a kilobit of equal bits. */
const HOLE_BYTES = 64;
const HOLE = Buffer.alloc(HOLE_BYTES);

/**
 * Whether a codestream of one tile has a hole inside of a packet, as a download leaves that broke off and was filled
 * up. Looked for where the tile gives the lengths of its packets: empty ones are zeros, too.
 */
export function hasHole(codestream: Uint8Array): boolean {
  const bytes = Buffer.from(codestream.buffer, codestream.byteOffset, codestream.byteLength);
  if (!bytes.includes(HOLE)) return false;
  const start = bytes.indexOf(Buffer.of(SOT >> 8, SOT & 0xff, 0, 10));
  const header = start < 0 ? null : parseTilePartHeader(bytes.subarray(start));
  if (!header) return false;
  let at = start + header.byteLength;
  for (const length of header.packetLengths) {
    if (length > HOLE_BYTES && bytes.subarray(at, at + length).includes(HOLE)) return true;
    at += length;
  }
  return false;
}
