/** One image file directory of a TIFF: where it stands and where its tiles stand. */
interface Directory {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  readonly isTiled: boolean;
  readonly isMask: boolean;
  readonly firstTileAt: number;
}

const WIDTH = 256;
const HEIGHT = 257;
const SUBFILE_TYPE = 254;
const TILE_OFFSETS = 324;

/**
 * What keeps a little-endian TIFF from being a Cloud Optimized GeoTIFF (https://docs.ogc.org/is/21-026/21-026.html):
 * tiles everywhere, all directories before all pixels, overviews from large to small with their pixels from small to
 * large. An empty list means that it is one. For tests.
 */
export function cogFaults(bytes: Buffer): readonly string[] {
  const directories = readDirectories(bytes);
  const faults: string[] = [];
  const images = directories.filter((directory) => !directory.isMask);
  const firstPixels = Math.min(...directories.map((directory) => directory.firstTileAt));
  if (!bytes.subarray(0, 4096).includes('LAYOUT=IFDS_BEFORE_DATA')) faults.push('no GDAL structural metadata');
  for (const [index, directory] of directories.entries()) {
    const isLarge = directory.width > 512 || directory.height > 512;
    if (!directory.isTiled && isLarge) faults.push(`directory ${index} is not tiled`);
    if (directory.at > firstPixels) faults.push(`directory ${index} stands after pixels`);
  }
  for (const [index, image] of images.entries()) {
    const finer = images[index - 1];
    if (finer === undefined) continue;
    if (image.width >= finer.width) faults.push(`overview ${index} is not smaller than what precedes it`);
    if (image.firstTileAt >= finer.firstTileAt)
      faults.push(`pixels of overview ${index} stand after those of a finer one`);
  }
  const coarsest = images.at(-1)!;
  if (coarsest.width > 512 || coarsest.height > 512) faults.push('overviews end above 512 pixels');
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
    const values = new Map<number, number>();
    for (let entry = first; entry < first + count * entryBytes; entry += entryBytes) {
      const tag = bytes.readUInt16LE(entry);
      const type = bytes.readUInt16LE(entry + 2);
      const size = offset(entry + 4);
      const valueAt = entry + 4 + wordBytes;
      const valueBytes = type === 3 ? 2 : type === 16 ? 8 : 4;
      const from = size * valueBytes > wordBytes ? offset(valueAt) : valueAt;
      values.set(tag, type === 3 ? bytes.readUInt16LE(from) : type === 16 ? offset(from) : bytes.readUInt32LE(from));
    }
    const subfile = values.get(SUBFILE_TYPE) ?? 0;
    directories.push({
      at,
      width: values.get(WIDTH) ?? 0,
      height: values.get(HEIGHT) ?? 0,
      isTiled: values.has(TILE_OFFSETS),
      isMask: (subfile & 4) !== 0,
      firstTileAt: values.get(TILE_OFFSETS) ?? values.get(273) ?? 0,
    });
    at = offset(first + count * entryBytes);
  }
  return directories;
}
