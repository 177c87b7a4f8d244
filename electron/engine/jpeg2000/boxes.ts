import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error } from '../core/errors.ts';

const MAX_BOXES = 1000;

/** Where a codestream lies in a file, and the size in pixels that the boxes before it tell; null where they tell none. */
export interface CodestreamPlace {
  readonly start: number;
  /** Exclusive; never beyond the file. */
  readonly end: number;
  readonly told: { readonly width: number; readonly height: number } | null;
}

/** Header of a box, and of a JP2 header box the image header that begins it. */
const BOX_BYTES = 40;

/**
 * Finds the contiguous codestream of a JP2 file (ISO/IEC 15444-1, annex I), or of a raw codestream, in which it begins
 * at byte 0. Only the beginnings of boxes are read.
 */
export async function findCodestream(source: ByteSource): Promise<CodestreamPlace> {
  const fail = (what: string): never => {
    throw new Jpeg2000Error(`This is not a readable JPEG 2000 file: ${what}.`, {
      file: source.name,
      remedy: 'Download the file again.',
    });
  };
  if (source.size < 12) return fail(`it has ${source.size} bytes`);
  let at = 0;
  let told: CodestreamPlace['told'] = null;
  for (let count = 0; count < MAX_BOXES && at + 8 <= source.size; count++) {
    const head = await source.read(at, Math.min(BOX_BYTES, source.size - at));
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (at === 0 && view.getUint32(0) === 0xff4fff51) return { start: 0, end: source.size, told };
    const short = view.getUint32(0);
    const type = view.getUint32(4);
    if (at === 0 && type !== 0x6a502020) return fail('it begins with neither a JP2 signature nor a codestream');
    let header = 8;
    let length = short;
    if (short === 1) {
      if (head.length < 16) return fail('its last box is cut off');
      header = 16;
      length = Number(view.getBigUint64(8));
    }
    if (short === 0) length = source.size - at;
    if (length < header) return fail(`the box at byte ${at} has a length of ${length}`);
    if (type === 0x6a703263) {
      return { start: at + header, end: Math.min(at + length, source.size), told };
    }
    if (type === 0x6a703268) told ??= imageHeader(view, header);
    at += length;
  }
  return fail('no codestream was found in it');
}

/** Size in pixels by the image header box, the first in the JP2 header box (ISO/IEC 15444-1, I.5.3.1). */
function imageHeader(box: DataView, at: number): CodestreamPlace['told'] {
  if (at + 16 > box.byteLength || box.getUint32(at + 4) !== 0x69686472) return null;
  return { height: box.getUint32(at + 8), width: box.getUint32(at + 12) };
}
