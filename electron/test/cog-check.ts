/** Where a tile or strip stands. */
interface Piece {
  readonly at: number;
  readonly bytes: number;
}

/** One image file directory of a TIFF: where it stands and where its tiles stand. */
interface Directory {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  readonly isTiled: boolean;
  readonly isMask: boolean;
  readonly pieces: readonly Piece[];
}

const WIDTH = 256;
const HEIGHT = 257;
const SUBFILE_TYPE = 254;
const STRIP_OFFSETS = 273;
const STRIP_BYTES = 279;
const TILE_OFFSETS = 324;
const TILE_BYTES = 325;
const SIZES: Readonly<Record<number, number>> = { 3: 2, 4: 4, 16: 8 };

/**
 * What keeps a little-endian TIFF from being a Cloud Optimized GeoTIFF (https://docs.ogc.org/is/21-026/21-026.html):
 * tiles everywhere, all directories before all pixels, overviews from large to small with their pixels from small to
 * large; and what else it promises GDAL of its layout (COG driver, "File format details"). An empty list means that it is
 * one. For tests.
 */
export function cogFaults(bytes: Buffer): readonly string[] {
  const directories = readDirectories(bytes);
  const faults: string[] = [];
  const images = directories.filter((directory) => !directory.isMask);
  const firstPixels = Math.min(...directories.map(firstPixelsAt));
  faults.push(...promiseFaults(bytes, directories));
  for (const [index, directory] of directories.entries()) {
    const isLarge = directory.width > 512 || directory.height > 512;
    if (!directory.isTiled && isLarge) faults.push(`directory ${index} is not tiled`);
    if (directory.at % 2 !== 0) faults.push(`directory ${index} stands at an odd place`);
    if (directory.at > firstPixels) faults.push(`directory ${index} stands after pixels`);
  }
  for (const [index, image] of images.entries()) {
    const finer = images[index - 1];
    if (finer === undefined) continue;
    if (image.width >= finer.width) faults.push(`overview ${index} is not smaller than what precedes it`);
    if (firstPixelsAt(image) >= firstPixelsAt(finer))
      faults.push(`pixels of overview ${index} stand after those of a finer one`);
  }
  const coarsest = images.at(-1)!;
  if (coarsest.width > 512 || coarsest.height > 512) faults.push('overviews end above 512 pixels');
  return faults;
}

function firstPixelsAt({ pieces }: Directory): number {
  return pieces[0]?.at ?? 0;
}

/** What GDAL is told of the layout, and is not so: the length of the text, lengths before tiles, their last bytes behind. */
function promiseFaults(bytes: Buffer, directories: readonly Directory[]): readonly string[] {
  const head = bytes.toString('latin1', 0, 4096);
  const told = /GDAL_STRUCTURAL_METADATA_SIZE=(\d{6}) bytes\n/.exec(head);
  if (!told) return ['no GDAL structural metadata'];
  const start = told.index + told[0].length;
  const promises = head.slice(start, start + Number(told[1]));
  const faults: string[] = [];
  if (!promises.startsWith('LAYOUT=IFDS_BEFORE_DATA\n')) faults.push('the layout is another one');
  if (!/\nKNOWN_INCOMPATIBLE_EDITION=NO\n (MASK_INTERLEAVED_WITH_IMAGERY=YES\n)?$/.test(promises))
    faults.push('the text has another length than it says');
  const pieces = directories.flatMap((directory) => directory.pieces).filter((piece) => piece.bytes > 0);
  const hasLength = ({ at, bytes: length }: Piece) => bytes.readUInt32LE(at - 4) === length;
  const isRepeated = ({ at, bytes: length }: Piece) =>
    bytes.subarray(at + length - 4, at + length).equals(bytes.subarray(at + length, at + length + 4));
  if (promises.includes('BLOCK_LEADER=SIZE_AS_UINT4') && !pieces.every(hasLength))
    faults.push('a tile has another length before it');
  if (promises.includes('BLOCK_TRAILER=LAST_4_BYTES_REPEATED') && !pieces.every(isRepeated))
    faults.push('a tile has other last bytes behind it');
  return faults;
}

function readDirectories(bytes: Buffer): readonly Directory[] {
  if (bytes.toString('latin1', 0, 2) !== 'II') throw new Error('not a little-endian TIFF');
  const isBig = bytes.readUInt16LE(2) === 43;
  const offset = (at: number) => (isBig ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at));
  const wordBytes = isBig ? 8 : 4;
  const directories: Directory[] = [];
  for (let at = offset(isBig ? 8 : 4); at !== 0; ) {
    const count = isBig ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt16LE(at);
    const first = at + (isBig ? 8 : 2);
    const entryBytes = isBig ? 20 : 12;
    const fields = new Map<number, readonly number[]>();
    for (let entry = first; entry < first + count * entryBytes; entry += entryBytes) {
      const type = bytes.readUInt16LE(entry + 2);
      const bytesEach = SIZES[type];
      if (bytesEach === undefined) continue;
      const length = offset(entry + 4);
      const valueAt = entry + 4 + wordBytes;
      const from = length * bytesEach > wordBytes ? offset(valueAt) : valueAt;
      const read = (k: number) =>
        bytesEach === 8
          ? Number(bytes.readBigUInt64LE(from + 8 * k))
          : bytes.readUIntLE(from + bytesEach * k, bytesEach);
      fields.set(
        bytes.readUInt16LE(entry),
        Array.from({ length }, (_, k) => read(k)),
      );
    }
    const value = (tag: number) => fields.get(tag)?.[0] ?? 0;
    const lengths = fields.get(TILE_BYTES) ?? fields.get(STRIP_BYTES) ?? [];
    directories.push({
      at,
      width: value(WIDTH),
      height: value(HEIGHT),
      isTiled: fields.has(TILE_OFFSETS),
      isMask: (value(SUBFILE_TYPE) & 4) !== 0,
      pieces: (fields.get(TILE_OFFSETS) ?? fields.get(STRIP_OFFSETS) ?? []).map((place, k) => ({
        at: place,
        bytes: lengths[k] ?? 0,
      })),
    });
    at = offset(first + count * entryBytes);
  }
  return directories;
}
