/** A raster of codes, row by row. */
export interface CodesRaster {
  readonly width: number;
  readonly height: number;
  readonly codes: Uint8Array;
}

/**
 * Half the resolution: each pixel has the code that most of those below it have, of equally many the one that is first met
 * so often; code 0, which is no data, only where there is no other. As GDAL's resampling `MODE` does.
 */
export function halveByMode(source: CodesRaster): CodesRaster {
  const width = Math.max(1, source.width >> 1);
  const height = Math.max(1, source.height >> 1);
  const codes = new Uint8Array(width * height);
  const columns = edgesOf(source.width, width);
  const rows = edgesOf(source.height, height);
  const counts = new Uint8Array(256);
  for (let row = 0, to = 0; row < height; row++) {
    const [top, bottom] = [rows[row]!, rows[row + 1]!];
    const first = source.codes.subarray(top * source.width, (top + 1) * source.width);
    const last = source.codes.subarray((bottom - 1) * source.width, bottom * source.width);
    for (let column = 0; column < width; column++, to++) {
      const [left, right] = [columns[column]!, columns[column + 1]!];
      const code = first[left]!;
      const isPlain =
        right - left === 2 &&
        bottom - top === 2 &&
        code === first[left + 1] &&
        code === last[left] &&
        code === last[left + 1];
      codes[to] = isPlain ? code : modeOf(source, { left, right, top, bottom }, counts);
    }
  }
  return { width, height, codes };
}

/** Where the pixels of a halved axis begin on the axis itself, and where the last one ends: two or three below each. */
function edgesOf(size: number, halved: number): Int32Array {
  return Int32Array.from({ length: halved + 1 }, (_, index) => Math.floor(0.5 + (index * size) / halved));
}

/** @param counts room for counting, zeros before and after */
function modeOf(
  { codes, width }: CodesRaster,
  { left, right, top, bottom }: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>,
  counts: Uint8Array,
): number {
  let found = 0;
  let most = 0;
  for (let row = top; row < bottom; row++)
    for (let at = row * width + left; at < row * width + right; at++) {
      const code = codes[at]!;
      if (code === 0 || ++counts[code]! <= most) continue;
      most = counts[code]!;
      found = code;
    }
  for (let row = top; row < bottom; row++)
    for (let at = row * width + left; at < row * width + right; at++) counts[codes[at]!] = 0;
  return found;
}
