import { Jpeg2000Error } from '../core/errors.ts';

/** A rectangle on a JPEG 2000 reference grid or one of its resolutions; upper bounds are exclusive. */
export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Coding style of the whole codestream: the COD marker segment (ISO/IEC 15444-1, A.6.1). */
interface CodingStyle {
  readonly progression: number;
  readonly layers: number;
  /** Wavelet decompositions; there are `levels + 1` resolutions. */
  readonly levels: number;
  readonly reversible: boolean;
  readonly usesSopOrEph: boolean;
  /** Exponents of the largest size of a code-block. */
  readonly blockExponents: { readonly x: number; readonly y: number };
  /** Switches of the code-block coding (ISO/IEC 15444-1, table A.19). */
  readonly blockStyle: number;
  /** Exponents of the precinct size at each resolution, coarsest first; 15 where none is given. */
  readonly precinctExponents: readonly { readonly x: number; readonly y: number }[];
}

/** The main header of a codestream, up to the first tile-part. */
export interface MainHeader {
  /** Image area on the reference grid. */
  readonly image: Bounds;
  readonly tileOriginX: number;
  readonly tileOriginY: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly tilesAcross: number;
  readonly tilesDown: number;
  readonly components: number;
  readonly bitDepth: number;
  readonly signed: boolean;
  readonly coding: CodingStyle;
  /** The whole codestream is coded in one way: no COC, QCC, RGN or POC marker segment. */
  readonly uniform: boolean;
  /** Marker segments that a codestream cut from this one repeats, marker included, SIZ first. */
  readonly segments: readonly Uint8Array[];
  /** Tile index and length in bytes of each tile-part in their order, from TLM; null where there is none. */
  readonly tileParts: readonly { readonly tile: number; readonly length: number }[] | null;
  /** Bytes from SOC to the first SOT. */
  readonly byteLength: number;
}

const SOC = 0xff4f;
const SIZ = 0xff51;
const COD = 0xff52;
const COC = 0xff53;
const TLM = 0xff55;
const PLM = 0xff57;
const QCC = 0xff5d;
const RGN = 0xff5e;
const POC = 0xff5f;
const PPM = 0xff60;
const CRG = 0xff63;
const COM = 0xff64;
export const SOT = 0xff90;

/** Marker segments that speak of other tiles or of nothing that decoding needs. */
const NOT_REPEATED = new Set([TLM, PLM, CRG, COM]);
const MAX_TILES = 65535;
/** Ten times the side of a Sentinel-2 tile of 10 m: mosaics are smaller, and arrays of a byte for a pixel can be had. */
const MAX_SIDE_PIXELS = 109_800;

/** Integer division rounded up, for a divisor of 2 to the power of `exponent`. */
function ceilShift(value: number, exponent: number): number {
  return Math.ceil(value / 2 ** exponent);
}

/** `bounds` as they are after `reduce` halvings (ISO/IEC 15444-1, equation B-14). */
export function reducedBounds(bounds: Bounds, reduce: number): Bounds {
  return {
    x0: ceilShift(bounds.x0, reduce),
    y0: ceilShift(bounds.y0, reduce),
    x1: ceilShift(bounds.x1, reduce),
    y1: ceilShift(bounds.y1, reduce),
  };
}

/** What two rectangles share; empty (an upper bound not above the lower) where they share nothing. */
export function sharedBounds(a: Bounds, b: Bounds): Bounds {
  return {
    x0: Math.max(a.x0, b.x0),
    y0: Math.max(a.y0, b.y0),
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
  };
}

/** Whether bounds lie within others. */
export function holdsBounds(outer: Bounds, inner: Bounds): boolean {
  return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

/** Area of a tile on the reference grid, clipped to the image (ISO/IEC 15444-1, B.3). */
export function tileBounds(header: MainHeader, tile: number): Bounds {
  const column = tile % header.tilesAcross;
  const row = Math.floor(tile / header.tilesAcross);
  const x = header.tileOriginX + column * header.tileWidth;
  const y = header.tileOriginY + row * header.tileHeight;
  return {
    x0: Math.max(x, header.image.x0),
    y0: Math.max(y, header.image.y0),
    x1: Math.min(x + header.tileWidth, header.image.x1),
    y1: Math.min(y + header.tileHeight, header.image.y1),
  };
}

/**
 * Parses the main header of a codestream from its first bytes. Returns null when `bytes` ends before the first
 * tile-part: call again with more. Throws Jpeg2000Error, naming `file`, for anything malformed or unsupported.
 */
export function parseMainHeader(bytes: Uint8Array, file: string): MainHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (what: string): never => {
    throw new Jpeg2000Error(`The JPEG 2000 header is not readable: ${what}.`, {
      file,
      remedy: 'Download the file again.',
    });
  };
  if (bytes.length < 4) return null;
  if (view.getUint16(0) !== SOC || view.getUint16(2) !== SIZ) fail('it does not begin with SOC and SIZ');

  let size: ReturnType<typeof parseSize> | null = null;
  let coding: CodingStyle | null = null;
  let uniform = true;
  const segments: Uint8Array[] = [];
  const tlm: Uint8Array[] = [];
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length) return null;
    const marker = view.getUint16(at);
    if (marker === SOT) break;
    if (marker < 0xff01) fail(`0x${marker.toString(16)} at byte ${at} is no marker`);
    const length = view.getUint16(at + 2);
    if (length < 2) fail(`marker 0x${marker.toString(16)} has a length of ${length}`);
    if (at + 2 + length > bytes.length) return null;
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (marker === PPM) fail('packed packet headers (PPM) are not supported');
    if (marker === SIZ) size = parseSize(body, fail);
    if (marker === COD) coding = parseCodingStyle(body, fail);
    if (marker === COC || marker === QCC || marker === RGN || marker === POC) uniform = false;
    if (marker === TLM) tlm.push(body);
    if (!NOT_REPEATED.has(marker)) segments.push(new Uint8Array(bytes.subarray(at, at + 2 + length)));
    at += 2 + length;
  }
  if (!size) return fail('there is no SIZ marker');
  if (!coding) return fail('there is no COD marker');
  return {
    ...size,
    coding,
    uniform,
    segments,
    tileParts: tlm.length > 0 ? parseTileLengths(tlm) : null,
    byteLength: at,
  };
}

type Fail = (what: string) => never;

function parseSize(body: Uint8Array, fail: Fail) {
  if (body.length < 36) fail(`SIZ has ${body.length} bytes`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [x1, y1, x0, y0, tileWidth, tileHeight, tileOriginX, tileOriginY] = Array.from({ length: 8 }, (_, i) =>
    view.getUint32(2 + 4 * i),
  ) as [number, number, number, number, number, number, number, number];
  const components = view.getUint16(34);
  if (x1 <= x0 || y1 <= y0) fail(`the image has ${x1 - x0} x ${y1 - y0} pixels`);
  if (x1 > 0x7fffffff || y1 > 0x7fffffff) fail(`the image reaches to ${x1}, ${y1}`);
  if (x1 - x0 > MAX_SIDE_PIXELS || y1 - y0 > MAX_SIDE_PIXELS)
    fail(`the image has ${x1 - x0} x ${y1 - y0} pixels; at most ${MAX_SIDE_PIXELS} along a side are read`);
  if (tileWidth < 1 || tileHeight < 1) fail(`its tiles have ${tileWidth} x ${tileHeight} pixels`);
  if (tileOriginX > x0 || tileOriginY > y0 || tileOriginX + tileWidth <= x0 || tileOriginY + tileHeight <= y0)
    fail('its first tile lies outside of the image');
  if (components < 1 || body.length !== 36 + 3 * components) fail(`SIZ speaks of ${components} components`);
  const tilesAcross = Math.ceil((x1 - tileOriginX) / tileWidth);
  const tilesDown = Math.ceil((y1 - tileOriginY) / tileHeight);
  if (tilesAcross * tilesDown > MAX_TILES) fail(`it has ${tilesAcross} x ${tilesDown} tiles`);
  for (let c = 0; c < components; c++) {
    if (body[36 + 3 * c] !== body[36]) fail('its components differ in bit depth');
    if (body[37 + 3 * c] !== 1 || body[38 + 3 * c] !== 1) fail('its components are subsampled');
  }
  const bitDepth = (body[36]! & 0x7f) + 1;
  const signed = body[36]! >= 0x80;
  const supported = components === 1 ? bitDepth <= 16 && (!signed || bitDepth > 8) : components === 3 && bitDepth <= 8;
  if (!supported || (signed && components > 1))
    fail(
      `${components} components of ${bitDepth} ${signed ? 'signed' : 'unsigned'} bits are not supported ` +
        '(one of up to 16 bits or three of up to 8)',
    );
  return {
    image: { x0, y0, x1, y1 },
    tileOriginX,
    tileOriginY,
    tileWidth,
    tileHeight,
    tilesAcross,
    tilesDown,
    components,
    bitDepth,
    signed,
  };
}

function parseCodingStyle(body: Uint8Array, fail: Fail): CodingStyle {
  if (body.length < 10) fail(`COD has ${body.length} bytes`);
  const levels = body[5]!;
  if (levels > 32) fail(`it has ${levels} wavelet decompositions`);
  const hasPrecincts = (body[0]! & 1) !== 0;
  if (hasPrecincts && body.length < 11 + levels) fail(`COD has ${body.length} bytes for ${levels} decompositions`);
  return {
    progression: body[1]!,
    layers: body[2]! * 256 + body[3]!,
    levels,
    reversible: body[9] === 1,
    usesSopOrEph: (body[0]! & 6) !== 0,
    blockExponents: { x: (body[6]! & 15) + 2, y: (body[7]! & 15) + 2 },
    blockStyle: body[8]!,
    precinctExponents: Array.from({ length: levels + 1 }, (_, r) => {
      const exponents = hasPrecincts ? body[10 + r]! : 0xff;
      return { x: exponents & 15, y: exponents >> 4 };
    }),
  };
}

/** Reads TLM marker segments (ISO/IEC 15444-1, A.7.1). Returns null when they contradict themselves. */
function parseTileLengths(bodies: readonly Uint8Array[]): { tile: number; length: number }[] | null {
  const parts: { tile: number; length: number }[] = [];
  for (const body of [...bodies].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (body.length < 2) return null;
    const tileBytes = (body[1]! >> 4) & 3;
    const lengthBytes = body[1]! & 0x40 ? 4 : 2;
    const step = tileBytes + lengthBytes;
    if (tileBytes === 3 || (body.length - 2) % step !== 0) return null;
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    for (let at = 2; at < body.length; at += step) {
      const tile = tileBytes === 0 ? parts.length : tileBytes === 1 ? view.getUint8(at) : view.getUint16(at);
      const lengthAt = at + tileBytes;
      parts.push({ tile, length: lengthBytes === 4 ? view.getUint32(lengthAt) : view.getUint16(lengthAt) });
    }
  }
  return parts;
}
