/**
 * Makes no-data trustworthy in a raster that was halved by wavelets. There the filter mixes no-data into its
 * neighbours, and beside a bright edge a dark valid pixel may come out as 0. So: a 0 is no-data only as part of a 2 x 2
 * block of zeros; its eight neighbours are no-data too, since they are mixtures; a lone 0 is valid and becomes DN 1.
 * Changes `dn` in place. Pixels at the rim of the block are judged by what the block shows of their neighbourhood.
 */
export function cleanReducedNoData(dn: Uint16Array, width: number, height: number): void {
  if (!dn.includes(0)) return;
  const core = new Uint8Array(dn.length);
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const i = row * width + column;
      if (dn[i] === 0 && dn[i + 1] === 0 && dn[i + width] === 0 && dn[i + width + 1] === 0)
        core[i] = core[i + 1] = core[i + width] = core[i + width + 1] = 1;
    }
  }
  for (let i = 0; i < dn.length; i++) if (dn[i] === 0) dn[i] = 1;
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const end = start + width;
    for (let from = core.indexOf(1, start); from >= 0 && from < end; from = core.indexOf(1, from)) {
      let to = from;
      while (to < end && core[to] === 1) to++;
      for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
        const shift = (r - row) * width;
        dn.fill(0, shift + Math.max(start, from - 1), shift + Math.min(end, to + 1));
      }
      from = to;
    }
  }
}
