/**
 * A class raster as runs of equal codes, row by row. A run ends where the next one starts; rows never share a run.
 * `starts` are pixel indices (row * width + column) with a last entry height * width; `rowFirst[r]` is the first run of
 * row r and `rowFirst[height]` the number of runs. Neighbouring runs may have equal codes.
 */
export interface RunRaster {
  readonly width: number;
  readonly height: number;
  readonly starts: Int32Array;
  readonly codes: Uint8Array;
  readonly rowFirst: Int32Array;
}

/** Runs of a raster of codes (height * width). About 5 bytes per run. */
export function encodeRuns(codes: Uint8Array, width: number, height: number): RunRaster {
  let starts = new Int32Array(Math.max(1024, height * 8));
  let runCodes = new Uint8Array(starts.length);
  const rowFirst = new Int32Array(height + 1);
  const wordCount = Math.floor(codes.length / 4);
  const words = codes.byteOffset % 4 === 0 ? new Int32Array(codes.buffer, codes.byteOffset, wordCount) : null;
  let count = 0;
  for (let row = 0; row < height; row++) {
    rowFirst[row] = count;
    if (count + width + 1 > starts.length) {
      starts = grownInts(starts, count + width + 1);
      runCodes = grownBytes(runCodes, starts.length);
    }
    const end = (row + 1) * width;
    let i = row * width;
    while (i < end) {
      const code = codes[i]!;
      starts[count] = i;
      runCodes[count++] = code;
      i++;
      if (words) {
        while (i < end && (i & 3) !== 0 && codes[i] === code) i++;
        if ((i & 3) === 0) {
          const four = Math.imul(code, 0x01010101);
          while (i + 4 <= end && words[i >> 2] === four) i += 4;
        }
      }
      while (i < end && codes[i] === code) i++;
    }
  }
  rowFirst[height] = count;
  starts = grownInts(starts, count + 1);
  starts[count] = width * height;
  return { width, height, starts: starts.subarray(0, count + 1), codes: runCodes.subarray(0, count), rowFirst };
}

function grownInts(array: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  if (array.length >= atLeast) return array as Int32Array<ArrayBuffer>;
  const grown = new Int32Array(Math.max(atLeast, Math.ceil(array.length * 1.5)));
  grown.set(array);
  return grown;
}

function grownBytes(array: Uint8Array, atLeast: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(atLeast);
  grown.set(array);
  return grown;
}
