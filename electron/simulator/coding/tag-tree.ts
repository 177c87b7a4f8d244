import type { BitReader, BitWriter } from './packet-bits.ts';

/** A code for a grid of small numbers, each node of a level the minimum of 2 x 2 below it: ISO/IEC 15444-1, B.10.2. */
export interface TagTree {
  /** Sets the number of a leaf, before anything is written. */
  set(leaf: number, value: number): void;
  /** Whether a leaf's number is below `threshold`, reading as many bits as that takes. */
  read(bits: BitReader, leaf: number, threshold: number): boolean;
  /** Writes what tells whether a leaf's number is below `threshold`. */
  write(bits: BitWriter, leaf: number, threshold: number): void;
}

const UNKNOWN = 0x7fffffff;

export function createTagTree(columns: number, rows: number): TagTree {
  const sizes: { readonly columns: number; readonly rows: number; readonly first: number }[] = [];
  let nodes = 0;
  for (let width = columns, height = rows; ; width = Math.ceil(width / 2), height = Math.ceil(height / 2)) {
    sizes.push({ columns: width, rows: height, first: nodes });
    nodes += width * height;
    if (width * height <= 1) break;
  }
  const values = new Int32Array(nodes).fill(UNKNOWN);
  const lows = new Int32Array(nodes);
  const told = new Uint8Array(nodes);

  /** Nodes from the root to a leaf. */
  const pathTo = (leaf: number): number[] => {
    const column = leaf % columns;
    const row = Math.floor(leaf / columns);
    return sizes.map((size, level) => size.first + (row >> level) * size.columns + (column >> level)).reverse();
  };
  return {
    set(leaf, value) {
      for (const node of pathTo(leaf)) values[node] = Math.min(values[node]!, value);
    },
    read(bits, leaf, threshold) {
      let low = 0;
      let node = 0;
      for (node of pathTo(leaf)) {
        low = Math.max(low, lows[node]!);
        while (low < threshold && low < values[node]!) {
          if (bits.bit()) values[node] = low;
          else low++;
        }
        lows[node] = low;
      }
      return values[node]! < threshold;
    },
    write(bits, leaf, threshold) {
      let low = 0;
      for (const node of pathTo(leaf)) {
        low = Math.max(low, lows[node]!);
        while (low < threshold) {
          if (low >= values[node]!) {
            if (!told[node]) bits.bit(1);
            told[node] = 1;
            break;
          }
          bits.bit(0);
          low++;
        }
        lows[node] = low;
      }
    },
  };
}
